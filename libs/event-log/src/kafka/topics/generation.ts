import type { WireRecord } from '../records/wire-record.codec.js';

/**
 * The generation of a partition: what the first of its remaining records that states one says. A `created` marker counts at offset 0 only.
 * Every record of ours repeats the generation, so it stays known however many records have expired.
 *
 * @param records from the partition's first offset on, in order
 */
export function generationIn(records: readonly WireRecord[]): string | null {
  for (const record of records) {
    const generation = statedBy(record);
    if (generation !== null) return generation;
  }
  return null;
}

function statedBy(record: WireRecord): string | null {
  switch (record.kind) {
    case 'marker':
      return record.marker === 'continued' || record.offset === 0 ? record.generation : null;
    case 'record':
      return record.generation;
    case 'control':
      return null;
  }
}

/** Whether a record states another generation than the known one. That is a reason to ask the partition, not a proof. */
export function contradicts(record: WireRecord, generation: string): boolean {
  const stated = statedBy(record);
  return stated !== null && stated !== generation;
}
