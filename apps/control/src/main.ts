import { Module } from '@nestjs/common';
import { createDistributedRuntime, createHttpApp, PlatformModule, runMain, serve } from '#platform';
import { READ_MODEL_COLLECTIONS } from '#read-models';
import { bootstrap } from './bootstrap/bootstrap.js';
import { CONTROL_CONFIG, readControlConfig } from './control.config.js';
import { ControlModule } from './control.module.js';
import { serveOpenApi } from './openapi/openapi.js';

@Module({})
class ControlProcess {}

runMain({ app: 'control', config: CONTROL_CONFIG }, async () => {
  const config = readControlConfig(process.env);
  const { runtime } = createDistributedRuntime('control', config);
  const imports = [PlatformModule.forRoot(runtime), ControlModule];
  const app = await createHttpApp({ module: ControlProcess, imports }, runtime);
  serveOpenApi(app, runtime.publicUrl);
  const served = await serve(app, runtime, {
    host: config.RESCIND_HOST,
    port: config.RESCIND_PORT,
    afterStart: async () => {
      await runtime.storage.readModels.open(READ_MODEL_COLLECTIONS);
      const made = await bootstrap(runtime, config);
      // Shown once, on standard output: the log must not hold secrets.
      if (made.admin !== null)
        process.stdout.write(`administrator: ${made.admin.username} ${made.admin.password}\n`);
      if (made.serviceClient !== null) {
        process.stdout.write(
          `service client: ${made.serviceClient.clientId} ${made.serviceClient.clientSecret}\n`,
        );
      }
    },
  });
  runtime.logger.info({ url: served.url }, 'control listens');
});
