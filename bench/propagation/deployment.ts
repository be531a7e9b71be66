import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { uniqueDatabase, uniqueTopicPrefix } from '../../test/harness/isolation.ts';
import { registerApp } from '../../test/platform/actors/apps.ts';
import { type Platform, startDistributedPlatform } from '../../test/platform/processes/platform.ts';
import { until } from '../../test/platform/until.ts';
import type { Closers } from '../shared/closers.ts';
import { progress } from '../shared/command-line.ts';
import { benchServer } from '../shared/servers.ts';

/** The partitions that test/platform gives a deployment. */
export const PARTITIONS = { decisions: 2, usage: 3 } as const;
const MINTED_AT_ONCE = 8;

/** A deployment to measure, and how to get at its parts. */
export interface Deployment {
  readonly platform: Platform;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** Base URL of one app's process. It avoids the tests' gateway, which runs in this process and would be measured, too. */
  urlOf(app: string): string;
}

/** Starts servers and processes; `closers` ends them. */
export async function startDeployment(closers: Closers): Promise<Deployment> {
  progress('starting servers and the platform …');
  const kafka = await benchServer('kafka');
  closers.add(() => kafka.release());
  const mongo = await benchServer('mongo');
  closers.add(() => mongo.release());
  const redis = await benchServer('redis');
  closers.add(() => redis.release());
  const topicPrefix = uniqueTopicPrefix('bench');
  const database = uniqueDatabase('bench');
  const { brokers } = kafka.address;
  if (kafka.given) closers.add(() => removeTopics(brokers, topicPrefix));
  if (mongo.given) closers.add(() => removeDatabase(mongo.address.url, database));
  const platform = await startDistributedPlatform({
    brokers: brokers.join(','),
    mongoUrl: mongo.address.url,
    redisUrl: redis.address.url,
    topicPrefix,
    database,
  });
  closers.add(() => platform.close());
  const urlOf = (app: string): string => {
    const url = platform.processes.get(app)?.url;
    if (url === undefined) throw new Error(`there is no ${app}`);
    return url;
  };
  return { platform, brokers, topicPrefix, urlOf };
}

/** Access tokens of one app, issued by the platform's own issuer. */
export async function mintTokens(platform: Platform, count: number): Promise<readonly string[]> {
  const { api } = platform;
  const { clientId, clientSecret } = await registerApp(platform);
  // The issuer is another process, and may not have read about the app yet.
  await until('the issuer knows the app', () => api.clientToken(clientId, clientSecret));
  const tokens: string[] = [];
  const mint = async (): Promise<void> => {
    while (tokens.length < count) tokens.push(await api.clientToken(clientId, clientSecret));
  };
  await Promise.all(Array.from({ length: MINTED_AT_ONCE }, mint));
  return tokens.slice(0, count);
}

async function removeTopics(brokers: readonly string[], prefix: string): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    await admin.deleteGroups(
      groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix)),
    );
  } finally {
    await admin.disconnect();
  }
}

async function removeDatabase(url: string, database: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    await client.db(database).dropDatabase();
  } finally {
    await client.close();
  }
}
