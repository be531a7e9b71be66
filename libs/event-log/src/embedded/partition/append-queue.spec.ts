import { describe, expect, it } from '@jest/globals';
import { MAX_RECORD_BYTES } from '../../event-log.port.js';
import { gate } from '../../testing/until.js';
import { AppendQueue, type PendingAppend } from './append-queue.js';

/** A queue whose writes are recorded, and wait until they are let through. */
function heldQueue() {
  const batches: string[][] = [];
  const written = gate();
  let offset = 0;
  const queue = new AppendQueue(async (entries: readonly PendingAppend[]) => {
    batches.push(entries.map(({ value }) => value.slice(0, 10)));
    await written.opened;
    for (const entry of entries) {
      entry.settle({ partition: 0, generation: 'g', offset: offset++, appendedAtMs: 0 });
    }
  });
  return { queue, batches, letThrough: written.open };
}

const record = (value: string) => ({ key: 'key', value });

describe('append queue', () => {
  it('writes what came during a write together, and what has priority first', async () => {
    const { queue, batches, letThrough } = heldQueue();
    const first = queue.append(record('first'));
    await Promise.resolve();
    const others = [
      queue.append(record('second')),
      queue.append(record('urgent'), { priority: 'high' }),
      queue.append(record('third')),
      queue.append(record('urgent too'), { priority: 'high' }),
    ];
    letThrough();
    await Promise.all([first, ...others]);
    expect(batches).toEqual([['first'], ['urgent', 'urgent too', 'second', 'third']]);
  });

  it('writes at most 1000 records at once', async () => {
    const { queue, batches, letThrough } = heldQueue();
    letThrough();
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => queue.append(record(String(n)))));
    expect(batches.map((batch) => batch.length)).toEqual([1_000, 1_000, 500]);
    expect(batches.flat()).toEqual(Array.from({ length: 2_500 }, (_, n) => String(n)));
  });

  it('writes at most 4 MiB at once', async () => {
    const { queue, batches, letThrough } = heldQueue();
    letThrough();
    await Promise.all(Array.from({ length: 10 }, () => queue.append(record('x'.repeat(MAX_RECORD_BYTES)))));
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
  });

  it('does not know the outcome of a write that takes longer than the deadline', async () => {
    const { queue, letThrough } = heldQueue();
    const late = queue.append(record('late'), { deadlineMs: 5 });
    await expect(late).rejects.toMatchObject({ code: 'APPEND_OUTCOME_UNKNOWN', retriable: true });
    letThrough();
    await queue.idle();
  });

  it('never writes a record that still waited at its deadline, and says so', async () => {
    const { queue, batches, letThrough } = heldQueue();
    const writing = queue.append(record('writing'));
    await Promise.resolve();
    const waited = queue.append(record('waited'), { deadlineMs: 5 });
    const patient = queue.append(record('patient'));
    await expect(waited).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE', retriable: true });
    letThrough();
    await Promise.all([writing, patient]);
    expect(batches).toEqual([['writing'], ['patient']]);
  });

  it('replaces what UTF-8 cannot say before anyone reads it', async () => {
    const { queue, batches, letThrough } = heldQueue();
    letThrough();
    await queue.append(record('a\uD800b😀'));
    expect(batches).toEqual([['a\uFFFDb😀']]);
  });

  it('is idle only when all that was appended is written', async () => {
    const { queue, batches, letThrough } = heldQueue();
    const appends = Promise.all([queue.append(record('one')), queue.append(record('two'))]);
    const idle = queue.idle().then(() => batches.flat());
    letThrough();
    await appends;
    expect(await idle).toEqual(['one', 'two']);
  });
});
