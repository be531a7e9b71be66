import type { LogRecord, TopicName } from '../../event-log.port.js';
import type { PartitionAddress } from './fetch-client.js';
import type { WireRecord } from './wire-record.codec.js';

/** The partition that records were read from. */
export interface RecordSource {
  readonly name: TopicName;
  readonly address: PartitionAddress;
}

/** The records that consumers are given: those without markers and control records. */
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
