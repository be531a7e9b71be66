import { describe, expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { describeWith } from '#test/harness';
import { waitForMongo } from './wait-for-mongo.js';

describeWith('mongo')('MongoDB that answers', ({ mongo }) => {
  it('is connected to without waiting', async () => {
    const client = new MongoClient(mongo.url);
    const details: string[] = [];
    await waitForMongo(client, (detail) => details.push(detail));
    expect(details).toEqual([]);
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
  });
});

describe('MongoDB that does not answer', () => {
  it('is waited for until the caller gives up, and each failed attempt is reported', async () => {
    const client = new MongoClient('mongodb://127.0.0.1:9/?directConnection=true', {
      serverSelectionTimeoutMS: 20,
    });
    const giveUp = new AbortController();
    const details: string[] = [];
    await waitForMongo(
      client,
      (detail) => {
        details.push(detail);
        giveUp.abort();
      },
      giveUp.signal,
    );
    expect(details).toEqual(['MongoDB does not answer.']);
    await client.close();
  });
});
