import { runApp } from '#platform';
import { READ_MODEL_COLLECTIONS } from '#read-models';
import { bootstrap } from './bootstrap/bootstrap.js';
import { CONTROL_CONFIG } from './control.config.js';
import { ControlModule } from './control.module.js';
import { serveOpenApi } from './openapi/openapi.js';

runApp({
  app: 'control',
  config: CONTROL_CONFIG,
  build: ({ config, runtime }) => ({
    imports: [ControlModule],
    beforeListen: (app) => {
      serveOpenApi(app, runtime.publicUrl);
    },
    afterStart: async () => {
      await runtime.storage.readModels.open(READ_MODEL_COLLECTIONS);
      const { admin, serviceClient } = await bootstrap(runtime, config);
      // Shown once, on standard output: the log must not hold secrets.
      if (admin !== null) process.stdout.write(`administrator: ${admin.username} ${admin.password}\n`);
      if (serviceClient !== null)
        process.stdout.write(`service client: ${serviceClient.clientId} ${serviceClient.clientSecret}\n`);
    },
  }),
});
