import { Module } from '@nestjs/common';
import {
  createDistributedRuntime,
  createHttpApp,
  DISTRIBUTED_CONFIG,
  parseConfig,
  PlatformModule,
  runMain,
  serve,
} from '#platform';
import { HotIndexService } from './hot-index/hot-index.service.js';
import { ProjectorModule } from './projector.module.js';
import { ProjectorService } from './projector.service.js';

@Module({})
class ProjectorProcess {}

runMain({ app: 'projector', config: DISTRIBUTED_CONFIG }, async () => {
  const config = parseConfig(DISTRIBUTED_CONFIG, process.env);
  const { runtime } = createDistributedRuntime('projector', config);
  const app = await createHttpApp(
    { module: ProjectorProcess, imports: [PlatformModule.forRoot(runtime), ProjectorModule] },
    runtime,
  );
  const projector = app.get(ProjectorService);
  const redisUrl = config.REDIS_URL;
  const served = await serve(app, runtime, {
    host: config.RESCIND_HOST,
    port: config.RESCIND_PORT,
    afterStart: async () => {
      await projector.start();
      if (redisUrl === undefined) return;
      const index = await HotIndexService.start(runtime, redisUrl, (record) => projector.isGenuine(record));
      runtime.onClose(() => index.close());
    },
  });
  runtime.logger.info({ url: served.url }, 'projector listens');
});
