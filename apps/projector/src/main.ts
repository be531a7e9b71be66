import { DISTRIBUTED_CONFIG, runApp } from '#platform';
import { HotIndexCompanion } from './hot-index/hot-index.companion.js';
import { ProjectorModule } from './projector.module.js';
import { ProjectorService } from './projector.service.js';

runApp({
  app: 'projector',
  config: DISTRIBUTED_CONFIG,
  build: ({ config, runtime }) => ({
    imports: [ProjectorModule],
    afterStart: async (app) => {
      const projector = app.get(ProjectorService);
      await projector.start();
      if (config.REDIS_URL === undefined) return;
      const index = await HotIndexCompanion.start(runtime, config.REDIS_URL, (record) =>
        projector.isGenuine(record),
      );
      runtime.onClose(() => index.close());
    },
  }),
});
