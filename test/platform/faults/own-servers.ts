import {
  ownKafka,
  ownMongo,
  ownRedis,
  type ServiceAddresses,
  type TestServer,
  uniqueDatabase,
  uniqueTopicPrefix,
} from '../../harness/index.js';
import type { DistributedServers } from '../processes/platform.js';

/** A broker, a database and a cache that only one spec uses, to take them away. */
export interface OwnServers {
  readonly kafka: TestServer<ServiceAddresses['kafka']>;
  readonly mongo: TestServer<ServiceAddresses['mongo']>;
  readonly redis: TestServer<ServiceAddresses['redis']>;
  /** Where a new deployment finds them, with topics and a database of its own. */
  newDeployment(): DistributedServers;
  release(): Promise<void>;
}

/** Starts one of each. */
export async function startOwnServers(): Promise<OwnServers> {
  const [kafka, mongo, redis] = await Promise.all([ownKafka(), ownMongo(), ownRedis()]);
  return {
    kafka,
    mongo,
    redis,
    newDeployment: () => ({
      brokers: kafka.address.brokers.join(','),
      mongoUrl: mongo.address.url,
      redisUrl: redis.address.url,
      topicPrefix: uniqueTopicPrefix('faults'),
      database: uniqueDatabase('faults'),
    }),
    async release() {
      await Promise.all([kafka.release(), mongo.release(), redis.release()]);
    },
  };
}
