import { MongoClient } from 'mongodb';
import { createKafkaLog } from '#event-log/kafka';
import { waitForMongo } from '#mongo';
import { createMongoReadModels } from '#read-models/mongo';
import type { DistributedConfig } from '../config/parse-config.js';
import { createMongoCredentials } from '../credentials/index.js';
import type { Logger } from '../logging/logger.js';
import type { RuntimeStorage } from './runtime.js';

/** Storage of a distributed deployment: Kafka and MongoDB. */
export interface DistributedStorage extends RuntimeStorage {
  readonly mongo: MongoClient;
  readonly databaseName: string;
}

const SERVER_SELECTION_MS = 3000;

/** Makes the storage without connecting. `open` connects, and waits as long as that takes. */
export function createDistributedStorage(
  config: DistributedConfig,
  clientId: string,
  logger: Logger,
): DistributedStorage {
  const mongo = new MongoClient(config.MONGODB_URL, {
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    appName: clientId,
  });
  const db = mongo.db(config.MONGODB_DATABASE);
  let waiting: (detail: string) => void = () => undefined;
  const log = createKafkaLog({
    brokers: config.KAFKA_BROKERS,
    clientId,
    topicPrefix: config.KAFKA_TOPIC_PREFIX,
    partitions: { decisions: config.KAFKA_DECISION_PARTITIONS, usage: config.KAFKA_USAGE_PARTITIONS },
    replicationFactor: config.KAFKA_REPLICATION_FACTOR,
    onWaiting: (detail) => {
      waiting(detail);
    },
    logger: (level, message, fields) => {
      logger[level](fields, message);
    },
  });
  return {
    mongo,
    databaseName: config.MONGODB_DATABASE,
    log,
    readModels: createMongoReadModels({ client: mongo, database: config.MONGODB_DATABASE }),
    credentials: createMongoCredentials(db),
    async open(onWaiting) {
      waiting = onWaiting;
      await waitForMongo(mongo, onWaiting);
    },
    async close() {
      await log.close();
      await mongo.close();
    },
  };
}
