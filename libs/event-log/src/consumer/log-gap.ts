import type { LogGap, LogRecord, PartitionBounds, StartAt } from '../event-log.port.js';

/** Why a consumer can't start where it wants to; `null`: it can. */
export function gapAtStart(start: StartAt, bounds: PartitionBounds): LogGap['kind'] | null {
  if (start.generation !== null && start.generation !== bounds.generation) return 'generation-changed';
  if (start.offset > bounds.end) return 'offset-regressed';
  if (start.offset < bounds.first && !readsAllThereIs(start)) return 'records-expired';
  return null;
}

/** Whether a consumer starts with nothing read, so that it can't have missed anything. */
export function readsAllThereIs(start: StartAt): boolean {
  return start.generation === null && start.offset === 0;
}

/** How many of the records are consecutive, from the wanted offset on. */
export function runLength(records: readonly LogRecord[], wanted: number): number {
  const hole = records.findIndex((record, index) => record.offset !== wanted + index);
  return hole === -1 ? records.length : hole;
}
