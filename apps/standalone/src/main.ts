import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { bootstrap, serveOpenApi } from '#apps/control';
import { createEmbeddedOidcStorage } from '#apps/issuer';
import { ProjectorService } from '#apps/projector';
import {
  createHttpApp,
  createLogger,
  KeyRing,
  newSecret,
  openEmbeddedStorage,
  REAL_AMBIENT,
  Runtime,
  runProcess,
  serve,
} from '#platform';
import { banner } from './banner.js';
import { databaseFile, keyEncryptionKey, prepareDataFolder } from './data-folder.js';
import { createSidecar, registerSidecar } from './sidecar.js';
import { STANDALONE_CONFIG } from './standalone.config.js';
import { StandaloneModule } from './standalone.module.js';

runProcess({ app: 'standalone', config: STANDALONE_CONFIG }, async (config) => {
  const folder = prepareDataFolder(config.RESCIND_DATA_DIR);
  const kek = keyEncryptionKey(folder, config.RESCIND_KEY_ENCRYPTION_KEY, () => randomBytes(32));
  const storage = await openEmbeddedStorage(databaseFile(folder));
  const port = config.RESCIND_PORT === 0 ? await freePort(config.RESCIND_HOST) : config.RESCIND_PORT;
  const reachable =
    config.RESCIND_HOST === '0.0.0.0' || config.RESCIND_HOST === '::' ? '127.0.0.1' : config.RESCIND_HOST;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${String(port)}`;
  const publicUrl = (config.RESCIND_PUBLIC_URL ?? url).replace(/\/+$/, '');
  const runtime = new Runtime({
    storage,
    publicUrl,
    defaultResource: config.RESCIND_DEFAULT_RESOURCE ?? publicUrl,
    trustedProxies: config.RESCIND_TRUSTED_PROXIES,
    ring: new KeyRing(kek),
    logger: createLogger('rescind', config.RESCIND_LOG_LEVEL),
    ambient: REAL_AMBIENT,
  });
  const oidcStorage = createEmbeddedOidcStorage(storage.database);
  const sidecarSecret = newSecret();
  const module = StandaloneModule.for(runtime, oidcStorage, () => createSidecar(runtime, url, sidecarSecret));
  const app = await createHttpApp(module, runtime);
  serveOpenApi(app, publicUrl);
  await serve(app, runtime, {
    host: config.RESCIND_HOST,
    port,
    afterStart: async () => {
      await oidcStorage.open();
      const made = await bootstrap(runtime, config);
      await registerSidecar(runtime, sidecarSecret);
      await app.get(ProjectorService).start();
      // On standard output, not in the log: the log must not hold secrets.
      process.stdout.write(banner(publicUrl, databaseFile(folder), made));
    },
  });
});

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : 0;
}
