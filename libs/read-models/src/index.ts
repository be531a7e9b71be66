export * from './read-model-store.port.js';
export * from './read-model.errors.js';
export * from './projection.js';
export {
  projectBatch,
  type BatchEnd,
  type ProjectBatch,
  type ProjectedBatch,
} from './engine/project-batch.js';
export * from './hot-index/hot-index.port.js';
export { connectHotRedis, type HotRedis, type HotRedisOptions } from './hot-index/hot-redis.js';
export * from './hot-index/hot-index.keys.js';
export { ABSORB_SCRIPT, BEGIN_SCRIPT, CLOCK_SCRIPT } from './hot-index/hot-index.scripts.js';
export {
  connectRevocationIndex,
  revocationIndexOn,
  type RevocationIndexOptions,
} from './hot-index/revocation-index.redis.js';
export * from './queries/index.js';
