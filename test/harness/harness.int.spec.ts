import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { patchRequestQueue } from '../../libs/event-log/src/kafka/client/request-queue.patch.js';
import { describeWith, ownRedis, uniqueDatabase, uniqueKeyPrefix, uniqueTopicPrefix } from './index.js';
import type { ServiceAddresses, TestServer } from './index.js';

const NO_ANSWER_MS = 500;

describeWith('kafka')('the shared broker', ({ kafka }) => {
  it('creates a topic and lists it', async () => {
    patchRequestQueue();
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    const topic = `${uniqueTopicPrefix('harness')}t`;
    await admin.connect();
    try {
      await admin.createTopics({ topics: [{ topic, numPartitions: 2 }] });
      expect(await admin.listTopics()).toContain(topic);
      await admin.deleteTopics({ topics: [topic] });
    } finally {
      await admin.disconnect();
    }
  });
});

describeWith('mongo')('the shared MongoDB', ({ mongo }) => {
  it('is a replica set: transactions and majority writes work', async () => {
    const client = new MongoClient(mongo.url);
    const db = client.db(uniqueDatabase('harness'));
    try {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await db.collection('things').insertOne({ a: 1 }, { session });
        }),
      );
      expect(await db.collection('things').countDocuments()).toBe(1);
    } finally {
      await db.dropDatabase();
      await client.close();
    }
  });
});

describeWith('redis')('the shared Redis', ({ redis }) => {
  it('keeps a key', async () => {
    const client = new Redis(redis.url);
    const key = `${uniqueKeyPrefix('harness')}k`;
    try {
      await client.set(key, 'v', 'EX', 60);
      expect(await client.get(key)).toBe('v');
    } finally {
      client.disconnect();
    }
  });
});

describeWith('redis')('a server of the test’s own', () => {
  let server: TestServer<ServiceAddresses['redis']>;
  beforeAll(async () => {
    server = await ownRedis();
  });
  afterAll(() => server.release());

  /** Inline protocol, so that a refused connection is one clean rejection. */
  function ping(): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.address.url).port), '127.0.0.1', () =>
        socket.write('PING\r\n'),
      );
      socket.setTimeout(NO_ANSWER_MS, () => socket.destroy(new Error('no answer')));
      socket.once('error', reject);
      socket.once('data', (data) => {
        resolve(data.toString().trim());
        socket.destroy();
      });
    });
  }

  it('is gone once killed, and back on the same port once started', async () => {
    expect(await ping()).toBe('+PONG');
    await server.kill();
    await expect(ping()).rejects.toThrow();
    await server.start();
    expect(await ping()).toBe('+PONG');
    await server.stop();
    await expect(ping()).rejects.toThrow();
    await server.start();
    expect(await ping()).toBe('+PONG');
  });

  it('is not started a second time while it runs, and stays the one that can be killed', async () => {
    await expect(server.start()).rejects.toThrow('the server runs already');
    expect(await ping()).toBe('+PONG');
    await server.kill();
    await expect(ping()).rejects.toThrow();
    await server.start();
    expect(await ping()).toBe('+PONG');
  });

  it('answers nothing while it is frozen, and again once it is thawed', async () => {
    await server.freeze();
    await expect(ping()).rejects.toThrow('no answer');
    await server.thaw();
    expect(await ping()).toBe('+PONG');
  });
});
