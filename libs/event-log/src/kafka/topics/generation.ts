import type { WireRecord } from '../records/wire-record.codec.js';

/**
 * The generation of a partition, from its first records that are still there: the first one that may say. A `created` marker
 * may at offset 0 only; every record that was written by us repeats the generation, so it is known however much has expired.
 *
 * @param records from the partition's first offset on, in order
 */
export function generationIn(records: readonly WireRecord[]): string | null {
  for (const record of records) {
    const generation = spokenBy(record);
    if (generation !== null) return generation;
  }
  return null;
}

function spokenBy(record: WireRecord): string | null {
  switch (record.kind) {
    case 'marker':
      return record.marker === 'continued' || record.offset === 0 ? record.generation : null;
    case 'record':
      return record.generation;
    case 'control':
      return null;
  }
}

/** Whether a record speaks for another generation than the one its reader knows: reason to look, not yet a proof. */
export function contradicts(record: WireRecord, generation: string): boolean {
  const spoken = spokenBy(record);
  return spoken !== null && spoken !== generation;
}
