import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeWith, uniqueDatabase, uniqueTopicPrefix } from '../../harness/index.js';
import { type Platform, startDistributedPlatform, startEmbeddedPlatform } from './platform.js';

const START_MS = 120_000;

/**
 * The same guarantees on embedded storage in one process, and on Kafka, MongoDB and Redis in many. Each gets a deployment of its
 * own, started once for all tests inside.
 */
export function inBothModes(name: string, tests: (platform: () => Platform) => void): void {
  describe(`${name}, embedded`, () => {
    withPlatform(() => startEmbeddedPlatform(), tests);
  });
  describeWith(
    'kafka',
    'mongo',
    'redis',
  )(`${name}, on Kafka, MongoDB and Redis`, ({ kafka, mongo, redis }) => {
    const start = (): Promise<Platform> =>
      startDistributedPlatform({
        brokers: kafka.brokers.join(','),
        mongoUrl: mongo.url,
        redisUrl: redis.url,
        topicPrefix: uniqueTopicPrefix('e2e'),
        database: uniqueDatabase('e2e'),
      });
    withPlatform(start, tests);
  });
}

function withPlatform(start: () => Promise<Platform>, tests: (platform: () => Platform) => void): void {
  let running: Platform | null = null;
  beforeAll(async () => {
    running = await start();
  }, START_MS);
  afterAll(async () => {
    await running?.close();
  }, START_MS);
  tests(() => {
    if (running === null) throw new Error('The platform is not running.');
    return running;
  });
}
