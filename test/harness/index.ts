export { describeWith } from './describe-with.js';
export { uniqueDatabase, uniqueKeyPrefix, uniqueTopicPrefix } from './isolation.js';
export { ownKafka, ownMongo, ownRedis } from './own-servers.js';
export type { ServiceAddresses, TestServer } from './servers/server.types.js';
