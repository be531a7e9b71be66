import type { LogGap, LogRecord, PartitionBounds, StartAt } from '../event-log.port.js';

/** What keeps a reader from starting where it wants to; `null`: nothing does. */
export function gapAtStart(start: StartAt, bounds: PartitionBounds): LogGap['kind'] | null {
  if (start.generation !== null && start.generation !== bounds.generation) return 'generation-changed';
  if (start.offset > bounds.end) return 'offset-regressed';
  if (start.offset < bounds.first && !readsAllThereIs(start)) return 'records-expired';
  return null;
}

/** A reader that knows nothing yet has missed nothing. */
export function readsAllThereIs(start: StartAt): boolean {
  return start.generation === null && start.offset === 0;
}

/** How many of the records follow each other without a hole, from the offset wanted on. */
export function runLength(records: readonly LogRecord[], wanted: number): number {
  const hole = records.findIndex((record, index) => record.offset !== wanted + index);
  return hole === -1 ? records.length : hole;
}
