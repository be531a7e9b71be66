import { DEAD_LETTERS, type GuardedWrite, type ReadModelStore } from '#read-models';
import type { LogRecord } from '#event-log';
import type { Unreadable } from './read-record.js';

/** A record that could not be read, with the reason. */
export interface DeadLetter {
  readonly record: LogRecord;
  readonly unreadable: Unreadable;
}

/**
 * Stores where the records stand that could not be read, and why. Never what they hold: an unreadable record may hold anything, also a
 * secret.
 */
export async function writeDeadLetters(store: ReadModelStore, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const writes = letters.map(({ record, unreadable }): GuardedWrite => {
    const { topic, partition, generation, offset } = record;
    return {
      id: `${topic}/${String(partition)}/${generation}:${String(offset)}`,
      expected: null,
      positions: {},
      doc: {
        topic,
        partition,
        generation,
        offset,
        appendedAt: new Date(record.appendedAtMs).toISOString(),
        claimedOrgId: unreadable.orgId,
        reason: unreadable.reason,
      },
    };
  });
  // A letter that is stored already stays as it is: the record was delivered again.
  await store.write(DEAD_LETTERS.name, writes);
}
