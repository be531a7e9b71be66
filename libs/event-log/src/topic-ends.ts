import type { EventLog, TopicName } from './event-log.port.js';

/** The last record of a partition; offset -1: it has none. */
export interface PartitionEnd {
  readonly generation: string;
  readonly offset: number;
}

/**
 * Where each partition of a topic ends now, in their order.
 *
 * @throws EventLogError `LOG_UNAVAILABLE`
 * @example
 * const ends = await endsOf(log, USAGE_TOPIC);
 */
export function endsOf(
  log: Pick<EventLog, 'partitions' | 'bounds'>,
  topic: TopicName,
): Promise<readonly PartitionEnd[]> {
  return Promise.all(
    Array.from({ length: log.partitions(topic) }, async (_, partition) => {
      const { generation, first, end } = await log.bounds(topic, partition);
      return { generation, offset: first === end ? -1 : end - 1 };
    }),
  );
}
