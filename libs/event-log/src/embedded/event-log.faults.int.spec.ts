import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EmbeddedDatabaseError,
  openEmbeddedDatabase,
  type EmbeddedDatabase,
  type SqlStatement,
} from '#embedded';
import { DECISIONS_TOPIC, USAGE_TOPIC } from '../event-log.port.js';
import { collect, gate, Probe, until } from '../testing/index.js';
import { createEmbeddedLog, type EmbeddedLog, type EmbeddedLogOptions } from './index.js';

/** The database with faults switched on and off. */
class FaultyDatabase {
  readonly file: string;
  fault: EmbeddedDatabaseError | null = null;

  constructor(readonly database: EmbeddedDatabase) {
    this.file = database.file;
  }

  get counters() {
    return this.database.counters;
  }

  transaction(statements: readonly SqlStatement[]) {
    return this.fault === null ? this.database.transaction(statements) : Promise.reject(this.fault);
  }

  query(...args: Parameters<EmbeddedDatabase['query']>) {
    return this.fault === null ? this.database.query(...args) : Promise.reject(this.fault);
  }

  close() {
    return this.database.close();
  }
}

const full = new EmbeddedDatabaseError('DATABASE_FULL', 'no room left', true);
const broken = new EmbeddedDatabaseError('TRANSACTION_OUTCOME_UNKNOWN', 'broke off', true);
const unavailable = new EmbeddedDatabaseError('DATABASE_UNAVAILABLE', 'cannot be read', true);

describe('embedded log', () => {
  let directory: string;
  let database: FaultyDatabase;
  let log: EmbeddedLog;

  const restartLog = async (options: Partial<EmbeddedLogOptions> = {}) => {
    await log.close();
    log = createEmbeddedLog({ database, ...options });
    await log.start();
  };
  const append = (value: string, key = 'key') => log.append(USAGE_TOPIC, { key, value });
  const partition = () => log.partitionOf(USAGE_TOPIC, 'key');

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rescind-log-'));
    database = new FaultyDatabase(await openEmbeddedDatabase({ file: join(directory, 'rescind.db') }));
    log = createEmbeddedLog({ database, partitions: { decisions: 2, usage: 2 } });
    await log.start();
  });

  afterEach(async () => {
    database.fault = null;
    await log.close();
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('writes hundreds of concurrent appends to several partitions in few commits', async () => {
    const before = database.counters.commits;
    await Promise.all(Array.from({ length: 500 }, (_, n) => append(String(n), `key-${String(n)}`)));
    expect(database.counters.commits - before).toBeLessThanOrEqual(5);
  });

  it('refuses another partition count than the one it was made with, and a second log on the database', async () => {
    const second = createEmbeddedLog({ database });
    await expect(second.start()).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await log.close();
    const other = createEmbeddedLog({ database, partitions: { decisions: 2, usage: 3 } });
    await expect(other.start()).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED', retriable: false });
    const none = createEmbeddedLog({ database, partitions: { decisions: 0, usage: 2 } });
    await expect(none.start()).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED' });
    await restartLog();
    expect([log.partitions(DECISIONS_TOPIC), log.partitions(USAGE_TOPIC)]).toEqual([2, 2]);
  });

  it('says that it was not started', async () => {
    const unstarted = createEmbeddedLog({ database });
    expect(() => unstarted.partitions(USAGE_TOPIC)).toThrow(
      expect.objectContaining({ code: 'LOG_UNAVAILABLE' }),
    );
    await expect(unstarted.bounds(USAGE_TOPIC, 0)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
  });

  it('keeps the append time where the clock goes back, also across a restart', async () => {
    await restartLog({ clock: () => 5_000.7 });
    expect((await append('1')).appendedAtMs).toBe(5_000);
    await restartLog({ clock: () => 3_000 });
    expect((await append('2')).appendedAtMs).toBe(5_000);
    await restartLog({ clock: () => 6_000 });
    expect((await append('3')).appendedAtMs).toBe(6_000);
  });

  it('says of a record that found no room that it was not appended, and leaves no hole', async () => {
    const { offset } = await append('before');
    database.fault = full;
    await expect(append('lost')).rejects.toMatchObject({
      code: 'LOG_UNAVAILABLE',
      retriable: true,
      cause: full,
    });
    database.fault = null;
    expect((await append('after')).offset).toBe(offset + 1);
  });

  it('says of a commit that broke off that its outcome is unknown', async () => {
    database.fault = broken;
    await expect(append('perhaps')).rejects.toMatchObject({ code: 'APPEND_OUTCOME_UNKNOWN', cause: broken });
  });

  it('gives a reader what storage holds in batches of at most 1000 records and 4 MiB', async () => {
    const large = 'x'.repeat(800_000);
    const small = Array.from({ length: 1_200 }, (_, n) => append(String(n)));
    await Promise.all([...small, ...Array.from({ length: 12 }, () => append(large))]);
    await restartLog();
    const probe = new Probe();
    const reader = await log.consume({ topic: USAGE_TOPIC, from: 'all', ...probe.handlers });
    await until(() => probe.records.length >= 1_212);
    await reader.close();
    expect(probe.batches.map(({ records }) => records.length)).toEqual([1_000, 205, 5, 2]);
    expect(probe.records.map(({ offset }) => offset)).toEqual(Array.from({ length: 1_212 }, (_, n) => n));
  });

  it('reports trouble with storage to a consumer once, goes on by itself, and says so', async () => {
    await append('stored');
    await restartLog();
    const probe = new Probe();
    const health: boolean[] = [];
    database.fault = unavailable;
    const onHealth = (healthy: boolean) => health.push(healthy);
    const reader = await log.consume({ topic: USAGE_TOPIC, from: 'all', ...probe.handlers, onHealth });
    await until(() => health.length > 0, { what: 'the bad news' });
    database.fault = null;
    await until(() => health.length > 1, { what: 'the good news' });
    await until(() => probe.valuesOf('key').length > 0);
    await reader.close();
    expect(health).toEqual([false, true]);
    expect(probe.gaps).toEqual([]);
  });

  it('delivers again when the position of a group could not be stored', async () => {
    const values: string[] = [];
    const reader = await log.joinGroup({
      topics: [USAGE_TOPIC],
      group: 'g',
      onBatch: (batch) => {
        values.push(...batch.records.map(({ value }) => value));
        database.fault = values.length === 1 ? full : null;
        return Promise.resolve();
      },
    });
    await append('once');
    await until(() => values.length >= 2);
    await reader.close();
    expect(values).toEqual(['once', 'once']);
  });

  it('reports a hole in storage instead of passing over it, after what stands before it', async () => {
    for (const value of ['0', '1', '2', '3']) await append(value);
    await database.transaction([{ sql: 'DELETE FROM log_record WHERE offset = 2' }]);
    await restartLog();
    const probe = new Probe();
    const reader = await log.consume({ topic: USAGE_TOPIC, from: 'all', ...probe.handlers });
    await until(() => probe.gaps.length > 0);
    await reader.close();
    expect(probe.valuesOf('key')).toEqual(['0', '1']);
    expect(probe.gaps).toMatchObject([{ kind: 'offset-skipped', expected: { offset: 2 } }]);
  });

  it('reports records that are deleted in front of a reader; a group goes on after them', async () => {
    const enough = gate();
    const values: string[] = [];
    const probe = new Probe();
    const onBatch = async (batch: Parameters<typeof probe.onBatch>[0]) => {
      values.push(...batch.records.map(({ value }) => value));
      await enough.opened;
    };
    const { generation } = await log.bounds(USAGE_TOPIC, partition());
    const from = new Map([[partition(), { generation, offset: 0 }]]);
    const consumer = await log.consume({ topic: USAGE_TOPIC, from, onBatch, onGap: probe.onGap });
    const member = await log.joinGroup({ topics: [USAGE_TOPIC], group: 'g', onBatch });
    await append('0');
    await until(() => values.length === 2, { what: 'both in their handlers' });
    for (const value of ['1', '2', '3']) await append(value);
    await log.deleteBefore(USAGE_TOPIC, partition(), 3);
    enough.open();
    await until(() => probe.gaps.length > 0 && values.includes('3'));
    await Promise.all([consumer.close(), member.close()]);
    expect(values).toEqual(['0', '0', '3']);
    expect(probe.gaps).toMatchObject([{ kind: 'records-expired', expected: { generation, offset: 1 } }]);
    expect(await database.query('SELECT count(*) AS n FROM log_record')).toEqual([{ n: 1 }]);
  });

  it('refuses to start without the first decisions: they may have revoked something', async () => {
    for (const value of ['1', '2']) await log.append(DECISIONS_TOPIC, { key: 'key', value });
    await log.deleteBefore(DECISIONS_TOPIC, log.partitionOf(DECISIONS_TOPIC, 'key'), 1);
    await expect(restartLog()).rejects.toMatchObject({ code: 'TOPIC_MISCONFIGURED', retriable: false });
  });

  it('hands the partitions of a leaving member over only when its handler has ended', async () => {
    const entered = gate();
    const leave = gate();
    const order: string[] = [];
    const slow = await log.joinGroup({
      topics: [USAGE_TOPIC],
      group: 'g',
      onBatch: async () => {
        entered.open();
        await leave.opened;
        order.push('slow ended');
      },
    });
    await append('first');
    await entered.opened;
    const quick = new Probe();
    const closing = slow.close().then(() => order.push('slow closed'));
    const reader = await log.joinGroup({
      topics: [USAGE_TOPIC],
      group: 'g',
      onBatch: (batch) => {
        order.push('quick began');
        return quick.onBatch(batch);
      },
    });
    await append('second');
    expect(order).toEqual([]);
    leave.open();
    await until(() => quick.valuesOf('key').includes('second'));
    await Promise.all([closing, reader.close()]);
    expect(order[0]).toBe('slow ended');
    expect(quick.valuesOf('key')).toEqual(['second']);
    expect(await collect(log, USAGE_TOPIC, { count: 2 })).toHaveLength(2);
  });
});
