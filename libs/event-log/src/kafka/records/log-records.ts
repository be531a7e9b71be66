import type { LogRecord, TopicName } from '../../event-log.port.js';
import type { PartitionAddress } from './fetch-client.js';
import type { WireRecord } from './wire-record.codec.js';

/** Which partition records are of. */
export interface RecordSource {
  readonly name: TopicName;
  readonly address: PartitionAddress;
}

/** What readers get to see of a partition's records: no markers, no control records. */
export function recordsOf(
  wire: readonly WireRecord[],
  { name, address }: RecordSource,
  generation: string,
): readonly LogRecord[] {
  return wire.flatMap((record) =>
    record.kind === 'record'
      ? [{ topic: name, partition: address.partition, generation, offset: record.offset, ...record.content }]
      : [],
  );
}
