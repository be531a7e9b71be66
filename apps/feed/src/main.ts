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
import { FeedModule } from './feed.module.js';

@Module({})
class FeedProcess {}

runMain({ app: 'feed', config: DISTRIBUTED_CONFIG }, async () => {
  const config = parseConfig(DISTRIBUTED_CONFIG, process.env);
  const { runtime } = createDistributedRuntime('feed', config);
  const app = await createHttpApp(
    { module: FeedProcess, imports: [PlatformModule.forRoot(runtime), FeedModule] },
    runtime,
  );
  const served = await serve(app, runtime, { host: config.RESCIND_HOST, port: config.RESCIND_PORT });
  runtime.logger.info({ url: served.url }, 'feed listens');
});
