import { DISTRIBUTED_CONFIG, runApp } from '#platform';
import { HotIndexService } from './hot-index/hot-index.service.js';
import { ProjectorModule } from './projector.module.js';
import { ProjectorService } from './projector.service.js';

runApp({
  app: 'projector',
  config: DISTRIBUTED_CONFIG,
  build: ({ config, runtime }) => ({
    imports: [ProjectorModule],
    afterStart: async (app) => {
      await app.get(ProjectorService).start();
      if (config.REDIS_URL === undefined) return;
      const index = await HotIndexService.start(runtime, config.REDIS_URL, (record) =>
        runtime.platformKeys.isGenuine(record),
      );
      runtime.onClose(() => index.close());
    },
  }),
});
