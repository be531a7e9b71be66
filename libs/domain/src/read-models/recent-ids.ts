import type { ReadModelFact } from './document.js';

/** How many ids a document remembers at most. */
export const RECENT_SIZE = 512;
/** How long a document remembers an id, ms of log time. */
export const RECENT_MS = 15 * 60_000;

/** Something that a document counted lately. */
export type RecentId = {
  readonly id: string;
  /** Append time, epoch ms. */
  readonly atMs: number;
  /** Partition that it came from: each is read at its own pace, so each forgets by its own time. */
  readonly partition: number;
};

/**
 * Counts something once: `null` when it was counted lately, otherwise the ids to remember from now on. A producer that
 * never heard its acknowledgement appends again within moments, to the same partition; that is what this is for.
 * Redelivery of the same record is stopped before, by the positions that a document holds.
 */
export function countOnce(
  recent: readonly RecentId[],
  id: string,
  recorded: ReadModelFact,
): readonly RecentId[] | null {
  for (let index = recent.length - 1; index >= 0; index -= 1) {
    if (recent[index]?.id === id) return null;
  }
  const atMs = recorded.appendedAtMs;
  const partition = 'partition' in recorded ? recorded.partition : -1;
  const isFresh = (each: RecentId): boolean => each.partition !== partition || each.atMs >= atMs - RECENT_MS;
  const kept = recent.every(isFresh) ? recent : recent.filter(isFresh);
  return [...kept.slice(Math.max(0, kept.length - RECENT_SIZE + 1)), { id, atMs, partition }];
}
