import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openEmbeddedDatabase } from '#embedded';
import { DECISIONS_TOPIC, type LogRecord } from '../event-log.port.js';
import { collect, spawnSource } from '../testing/index.js';
import { createEmbeddedLog } from './index.js';

type Acknowledged = Pick<LogRecord, 'partition' | 'offset' | 'generation' | 'key' | 'value'>;

const ROUNDS = 20;
const CHILD = new URL('./append-until-killed.child.ts', import.meta.url);

describe('embedded log whose process is killed', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rescind-kill-'));
    file = join(directory, 'rescind.db');
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it(`holds every acknowledged record after each of ${String(ROUNDS)} kills, at the place that was acknowledged`, async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = acknowledged.length;
      acknowledged.push(...(await appendUntilKilled(file, round)));
      expect(acknowledged.length).toBeGreaterThan(before);
      expectAllHeld(acknowledged, await readAll(file));
    }
  }, 240_000);
});

/** Kills the child after some number of acknowledgements; answers all that it printed, also after the decision. */
async function appendUntilKilled(file: string, round: number): Promise<Acknowledged[]> {
  const child = spawnSource(CHILD, [file, String(round)]);
  if (child.stdout === null || child.stderr === null) throw new Error('the child has no output');
  const killAfter = 1 + Math.floor(Math.random() * 200);
  const acknowledged: Acknowledged[] = [];
  const errors: string[] = [];
  child.stderr.on('data', (text) => errors.push(String(text)));
  createInterface(child.stdout).on('line', (line) => {
    // The last line may be cut short by the kill: that one is incomplete.
    if (!line.endsWith('}')) return;
    acknowledged.push(JSON.parse(line) as Acknowledged);
    if (acknowledged.length === killAfter) child.kill('SIGKILL');
  });
  await once(child, 'close');
  if (child.signalCode !== 'SIGKILL') throw new Error(`the child ended by itself: ${errors.join('')}`);
  return acknowledged;
}

async function readAll(file: string): Promise<LogRecord[]> {
  const database = await openEmbeddedDatabase({ file });
  const log = createEmbeddedLog({ database });
  try {
    await log.start();
    let count = 0;
    for (let partition = 0; partition < log.partitions(DECISIONS_TOPIC); partition += 1) {
      count += (await log.bounds(DECISIONS_TOPIC, partition)).end;
    }
    return await collect(log, DECISIONS_TOPIC, { count });
  } finally {
    await log.close();
    await database.close();
  }
}

function expectAllHeld(acknowledged: readonly Acknowledged[], held: readonly LogRecord[]): void {
  const placeOf = ({ generation, offset }: Acknowledged) => `${generation}:${String(offset)}`;
  const byPlace = new Map(held.map((record) => [placeOf(record), record]));
  const wrong = acknowledged.filter((record) => {
    const found = byPlace.get(placeOf(record));
    return found?.key !== record.key || found.value !== record.value;
  });
  expect(wrong).toEqual([]);
}
