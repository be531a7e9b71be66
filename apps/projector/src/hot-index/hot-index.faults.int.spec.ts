import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Effect } from '#domain';
import { DECISIONS_TOPIC } from '#event-log';
import { until } from '#event-log/testing';
import { describeWith, ownRedis, uniqueKeyPrefix } from '#test/harness';
import { HotIndexLostError, HotPartition } from './hot-partition.js';
import { HotIndexUnderTest, ISS, token } from './testing/hot-index-under-test.js';

const DENY: Effect = { effect: 'deny', iss: ISS, jti: 'revoked' };

describeWith('redis')('the hot index in a Redis that forgets', () => {
  let server: Awaited<ReturnType<typeof ownRedis>>;
  let hot: HotIndexUnderTest;

  beforeAll(async () => {
    server = await ownRedis();
  });
  afterAll(async () => {
    await server.release();
  });
  beforeEach(async () => {
    hot = await HotIndexUnderTest.create(server.address.url, uniqueKeyPrefix('hot').slice(0, -1));
  });
  afterEach(async () => {
    await hot.dispose();
  });

  /** Waits for the revoked token to be refused again; until then, there may be no answer, but never a good one. */
  async function refusedAgain(): Promise<void> {
    const verdicts: string[] = [];
    await until(async () => {
      const verdict = await hot.answer(token('revoked'));
      verdicts.push(verdict);
      return verdict === 'token-revoked';
    });
    expect(verdicts).not.toContain('active');
  }

  it('is no answer before it was ever written', async () => {
    expect(await hot.answer(token('any'))).toBe('incomplete');
  });

  it('is no answer once it was flushed, until it is rebuilt from the log', async () => {
    const writer = hot.startWriter();
    await hot.complete(await hot.append([DENY]));
    await hot.stop(writer);
    await hot.flush();
    expect(await hot.answer(token('revoked'))).toBe('incomplete');
    hot.startWriter();
    await refusedAgain();
  });

  it('never takes a revoked token for a good one while it is flushed again and again under its writer', async () => {
    hot.startWriter();
    await hot.complete(await hot.append([DENY]));
    for (let round = 0; round < 5; round += 1) {
      await hot.flush();
      await hot.append([{ ...DENY, jti: `later-${String(round)}` }]);
      await refusedAgain();
    }
  });

  it('is no answer after a restart of Redis, until it is rebuilt from the log', async () => {
    hot.startWriter();
    await hot.complete(await hot.append([DENY]));
    await server.kill();
    await until(async () => (await hot.answer(token('revoked'))) === 'unavailable');
    await server.start();
    await refusedAgain();
  });

  it('is no answer when the marker was written by another server', async () => {
    const writer = hot.startWriter();
    await hot.complete(await hot.append([DENY]));
    await hot.stop(writer);
    await hot.onKey(`'HSET', KEYS[1], 'r', 'f00d'`, 'marker');
    expect(await hot.answer(token('good'))).toBe('incomplete');
  });

  it('absorbs nothing that follows on something that it does not hold', async () => {
    const at = hot.log.partitionOf(DECISIONS_TOPIC, 'acme');
    const { generation } = await hot.log.bounds(DECISIONS_TOPIC, at);
    const open = (): Promise<HotPartition> =>
      HotPartition.open(hot.redis, hot.prefix, at, generation, 'resume');
    const partition = await open();
    await partition.absorb([['deny', 'acme', 'k', '']], 4, hot.now);
    await hot.onKey(`'DEL', KEYS[1]`, 'marker');
    await expect(partition.absorb([['deny', 'acme', 'k2', '']], 5, hot.now)).rejects.toThrow(
      HotIndexLostError,
    );
    expect((await open()).offset).toBe(-1);
    await expect(partition.absorb([['deny', 'acme', 'k2', '']], 5, hot.now)).rejects.toThrow(
      HotIndexLostError,
    );
    expect(await hot.onKey(`'HLEN', KEYS[1]`, 'o:acme:deny')).toBe(1);
  });

  it('goes on from its marker, but not from one of another log', async () => {
    const { generation } = await hot.log.bounds(DECISIONS_TOPIC, 0);
    const open = (of: string): Promise<HotPartition> =>
      HotPartition.open(hot.redis, hot.prefix, 0, of, 'resume');
    await (await open(generation)).absorb([], 41, hot.now);
    expect((await open(generation)).offset).toBe(41);
    expect((await open('another')).offset).toBe(-1);
  });

  it('takes a run of more entries than one script does, whole', async () => {
    const { generation } = await hot.log.bounds(DECISIONS_TOPIC, 0);
    const partition = await HotPartition.open(hot.redis, hot.prefix, 0, generation, 'resume');
    const counts = [1, 499, 500, 501, 1000, 1001];
    for (const [at, count] of counts.entries()) {
      const entries = Array.from({ length: count }, (_, n) => [
        'deny',
        `org${String(at)}`,
        `k${String(n)}`,
        '',
      ]);
      await partition.absorb(entries, at, hot.now);
      const key = `${hot.prefix}:{d0}:o:org${String(at)}:deny`;
      expect(await hot.redis.run(`return redis.call('HLEN', KEYS[1])`, [key], [])).toBe(count);
    }
  });

  it('joins watermarks of one scope by their maxima, each generation of the log for itself', async () => {
    const at = hot.log.partitionOf(DECISIONS_TOPIC, 'acme');
    const { generation } = await hot.log.bounds(DECISIONS_TOPIC, at);
    const partition = await HotPartition.open(hot.redis, hot.prefix, at, generation, 'resume');
    const mark = (...values: readonly string[]): readonly string[] => [
      'marks',
      'acme',
      'access org',
      ...values,
    ];
    const raised = [
      mark('g1', '5', '100', '900'),
      mark('g2', '7', '50', ''),
      mark('g1', '3', '200', ''),
      mark('g2', '8', '40', '900'),
    ];
    for (const entries of [raised, [...raised].reverse()]) {
      await partition.absorb(entries, partition.offset + 1, hot.now);
      expect(await hot.onKey(`'HGET', KEYS[1], 'access org'`, 'o:acme:marks')).toBe('g1 5 200 ;g2 8 50 ;');
    }
  });
});
