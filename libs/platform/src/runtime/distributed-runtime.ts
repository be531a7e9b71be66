import type { DistributedConfig } from '../config/parse-config.js';
import { KeyRing } from '../crypto/key-ring.js';
import { createLogger } from '../logging/logger.js';
import { REAL_AMBIENT } from './ambient.js';
import { createDistributedStorage, type DistributedStorage } from './distributed-storage.js';
import { Runtime } from './runtime.js';

/** Makes the runtime of one app of a distributed deployment, on Kafka and MongoDB. Connects to nothing yet. */
export function createDistributedRuntime(
  app: string,
  config: DistributedConfig,
): { runtime: Runtime; storage: DistributedStorage } {
  const logger = createLogger(`rescind-${app}`, config.RESCIND_LOG_LEVEL);
  const storage = createDistributedStorage(config, `rescind-${app}`, logger);
  const publicUrl = config.RESCIND_PUBLIC_URL.replace(/\/+$/, '');
  const runtime = new Runtime({
    storage,
    logger,
    publicUrl,
    defaultResource: config.RESCIND_DEFAULT_RESOURCE ?? publicUrl,
    trustedProxies: config.RESCIND_TRUSTED_PROXIES,
    ring: new KeyRing(Buffer.from(config.RESCIND_KEY_ENCRYPTION_KEY, 'base64url')),
    ambient: REAL_AMBIENT,
  });
  return { runtime, storage };
}
