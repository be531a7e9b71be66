import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedDatabase, SqlStatement } from './embedded-database.port.js';
import { SqliteDatabase } from './embedded-database.sqlite.js';
import { openEmbeddedDatabase } from './open-embedded-database.js';

const insert = (id: number, text = 'text'): SqlStatement => ({
  sql: 'INSERT INTO note (id, text) VALUES (?, ?)',
  params: [id, text],
});

describe('embedded database', () => {
  let directory: string;
  let file: string;
  let database: EmbeddedDatabase;
  let failures: string[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rescind-embedded-'));
    file = join(directory, 'made', 'by', 'it', 'rescind.db');
    failures = [];
    database = await openEmbeddedDatabase({ file, onFailure: ({ code }) => failures.push(code) });
    await database.transaction([{ sql: 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT' }]);
  });

  afterEach(async () => {
    await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  const ids = async () => (await database.query('SELECT id FROM note ORDER BY id')).map((row) => row['id']);

  it('is readable and writable by its user alone', async () => {
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await modeOf(file)).toBe(0o600);
    expect(await modeOf(`${file}-wal`)).toBe(0o600);
    expect(await modeOf(join(directory, 'made'))).toBe(0o700);
    expect(await modeOf(join(directory, 'made', 'by', 'it'))).toBe(0o700);
  });

  it('keeps what it acknowledged when it is closed and opened again, in the one file', async () => {
    await database.transaction([insert(1, 'kept ✓')]);
    await database.close();
    expect((await readFile(file)).includes('kept ✓')).toBe(true);
    database = await openEmbeddedDatabase({ file });
    expect(await database.query('SELECT id, text FROM note')).toEqual([{ id: 1, text: 'kept ✓' }]);
  });

  it('gives back text, whole numbers, fractions, bytes and null as they were', async () => {
    const params = ['a\u0000b 🔑', 7, 7.5, new Uint8Array([0, 255]), null, Number.MAX_SAFE_INTEGER];
    const [row] = await database.query(
      'SELECT ? AS a, ? AS b, ? AS c, ? AS d, ? AS e, ? AS f, typeof(?) AS t',
      [...params, 7],
    );
    expect(Object.values(row ?? {})).toEqual([...params, 'integer']);
  });

  it('says what each statement of a transaction did', async () => {
    const results = await database.transaction([
      insert(1),
      { sql: 'INSERT INTO note (id) VALUES (?), (?) RETURNING id', params: [2, 3] },
      { sql: 'SELECT count(*) AS n FROM note' },
      { sql: 'DELETE FROM note WHERE id < ?', params: [3] },
    ]);
    expect(results).toEqual([
      { rows: [], changes: 1 },
      { rows: [{ id: 2 }, { id: 3 }], changes: 2 },
      { rows: [{ n: 3 }], changes: 0 },
      { rows: [], changes: 2 },
    ]);
  });

  it('rolls a failing transaction back whole, and none of those that share its commit', async () => {
    const outcomes = await Promise.allSettled([
      database.transaction([insert(1)]),
      database.transaction([insert(2), insert(1)]),
      database.transaction([insert(3)]),
      database.transaction([insert(4), { sql: 'INSERT INTO nowhere VALUES (1)' }]),
      database.transaction([insert(5)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const failed = { code: 'STATEMENT_FAILED', retriable: false };
    expect(outcomes[1]).toMatchObject({ reason: failed });
    expect(outcomes[3]).toMatchObject({ reason: failed });
    expect(await ids()).toEqual([1, 3, 5]);
  });

  it('writes many concurrent transactions in few commits', async () => {
    const before = database.counters;
    await Promise.all(Array.from({ length: 500 }, (_, id) => database.transaction([insert(id)])));
    const { commits, transactions } = database.counters;
    expect(transactions - before.transactions).toBe(500);
    expect(commits - before.commits).toBeLessThanOrEqual(5);
    expect(await ids()).toHaveLength(500);
  });

  it('shows a query everything that has resolved', async () => {
    for (let id = 1; id <= 20; id += 1) {
      void database.query('SELECT 1');
      await database.transaction([insert(id)]);
      expect(await ids()).toHaveLength(id);
    }
  });

  it.each([
    ['a query that writes', 'INSERT INTO note (id) VALUES (9)'],
    ['more than one statement in a text', 'SELECT 1; DELETE FROM note'],
    ['an end of the transaction that its neighbours are in', ' commit'],
    ['a conflict rule that ends the transaction', 'INSERT OR ROLLBACK INTO note (id) VALUES (1)'],
    ['text that is not SQL', 'SELEKT 1'],
  ])('refuses %s', async (_, sql) => {
    await database.transaction([insert(1)]);
    const refused = { code: 'STATEMENT_FAILED', retriable: false };
    await expect(database.query(sql)).rejects.toMatchObject(refused);
    if (!sql.startsWith('INSERT INTO')) {
      await expect(database.transaction([{ sql }])).rejects.toMatchObject(refused);
    }
    expect(await ids()).toEqual([1]);
  });

  it('stays correct with more different statements than it keeps prepared', async () => {
    for (let n = 0; n < 600; n += 1) {
      expect(await database.query(`SELECT ${String(n)} AS n`)).toEqual([{ n }]);
    }
    expect(await database.query('SELECT 0 AS n')).toEqual([{ n: 0 }]);
  });

  it('names a full disk, stores nothing of the group, and goes on once there is room', async () => {
    await database.transaction([{ sql: 'PRAGMA max_page_count = 20' }]);
    const large = insert(2, 'x'.repeat(500_000));
    const outcomes = await Promise.allSettled([
      database.transaction([large]),
      database.transaction([insert(3)]),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'DATABASE_FULL', retriable: true });
      }
    }
    expect(outcomes[0].status).toBe('rejected');
    const stored = outcomes[1].status === 'fulfilled' ? [3] : [];
    expect(await ids()).toEqual(stored);
    await database.transaction([{ sql: 'PRAGMA max_page_count = 10000' }]);
    await database.transaction([large]);
    expect(await ids()).toEqual([2, ...stored]);
  });

  it('tells a second process that the file is in use, by name', async () => {
    const script = `
      const { DatabaseSync } = require('node:sqlite');
      try { new DatabaseSync(process.argv[1]).exec('SELECT * FROM note'); console.log('read it'); }
      catch (error) { console.log(error.errcode); }`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, file]);
    expect(stdout.trim()).toBe('5');
    await expect(openEmbeddedDatabase({ file, busyTimeoutMs: 10 })).rejects.toMatchObject({
      code: 'DATABASE_IN_USE',
      retriable: true,
      message: expect.stringContaining(file),
    });
  });

  it('opens a file as soon as its owner has closed it', async () => {
    const waiting = openEmbeddedDatabase({ file, busyTimeoutMs: 10_000 });
    await database.close();
    database = await waiting;
    expect(await ids()).toEqual([]);
  });

  it('refuses a file that is something else, and leaves it as it is', async () => {
    const other = join(directory, 'letter.txt');
    const content = 'Dear reader, this is a letter. '.repeat(100);
    await writeFile(other, content);
    await expect(openEmbeddedDatabase({ file: other })).rejects.toMatchObject({
      code: 'DATABASE_CORRUPT',
      retriable: false,
      message: expect.stringContaining(other),
    });
    expect(await readFile(other, 'utf8')).toBe(content);
  });

  it('says that a place is unusable', async () => {
    await writeFile(join(directory, 'a-file'), '');
    await expect(openEmbeddedDatabase({ file: join(directory, 'a-file', 'x.db') })).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('finishes what is under way when it is closed, and refuses later calls', async () => {
    const underWay = Array.from({ length: 50 }, (_, id) => database.transaction([insert(id)]));
    const query = database.query('SELECT 1 AS one');
    await Promise.all([database.close(), database.close()]);
    await Promise.all(underWay);
    expect(await query).toEqual([{ one: 1 }]);
    expect(failures).toEqual([]);
    await expect(database.transaction([insert(99)])).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });

  it('rejects everything that is pending, and later calls, when its thread dies', async () => {
    if (!(database instanceof SqliteDatabase)) throw new Error('another implementation');
    const slow =
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000) SELECT max(i) FROM n';
    const committing = database.transaction([insert(1), { sql: slow }]);
    await Promise.resolve();
    const queued = database.transaction([insert(2)]);
    const query = database.query('SELECT 1');
    const settled = Promise.allSettled([committing, queued, query]);
    await database.worker.terminate();

    const [first, second, third] = await settled;
    expect(first).toMatchObject({ reason: { code: 'TRANSACTION_OUTCOME_UNKNOWN' } });
    expect(second).toMatchObject({ reason: { code: 'DATABASE_UNAVAILABLE', retriable: true } });
    expect(third).toMatchObject({ reason: { code: 'DATABASE_UNAVAILABLE' } });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(failures).toEqual(['DATABASE_UNAVAILABLE']);

    database = await openEmbeddedDatabase({ file });
    expect(await ids()).toEqual([]);
  });
});
