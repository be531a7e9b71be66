export * from './hot-index.keys.js';
export * from './hot-index.port.js';
export { ABSORB_SCRIPT, BEGIN_SCRIPT, CLOCK_SCRIPT } from './hot-index.scripts.js';
export { connectHotRedis, type HotRedis, type HotRedisOptions } from './hot-redis.js';
export {
  connectRevocationIndex,
  revocationIndexOn,
  type RevocationIndexOptions,
} from './revocation-index.redis.js';
