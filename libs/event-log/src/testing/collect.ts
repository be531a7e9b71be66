import type {
  EventLog,
  ConsumeOptions,
  LogBatch,
  LogGap,
  LogRecord,
  StartAt,
  TopicName,
} from '../event-log.port.js';
import { until } from './until.js';

/** What {@link collect} reads. */
export interface CollectOptions {
  /** How many matching records to wait for. */
  readonly count: number;
  /** Which records count; default all. */
  readonly where?: (record: LogRecord) => boolean;
  /** Default `'all'`. */
  readonly from?: ConsumeOptions['from'];
  /** Default 30000 ms. */
  readonly deadlineMs?: number;
}

/**
 * Consumes a topic until enough records have matched, and returns those.
 * @throws Error when they did not come in time, or a gap was met.
 * @example
 * const [record] = await collect(log, DECISIONS_TOPIC, { count: 1, where: (r) => r.key === 'org-1' });
 */
export async function collect(
  log: EventLog,
  topic: TopicName,
  options: CollectOptions,
): Promise<LogRecord[]> {
  const { count, where = () => true, from = 'all', deadlineMs } = options;
  const probe = new Probe();
  const reader = await log.consume({ topic, from, onBatch: probe.onBatch, onGap: probe.onGap });
  const matching = () => probe.records.filter(where);
  try {
    await until(() => matching().length >= count || probe.gaps.length > 0, {
      what: `${String(count)} records of ${topic}`,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
  } finally {
    await reader.close();
  }
  const [gap] = probe.gaps;
  if (gap !== undefined) throw new Error(`met a gap: ${JSON.stringify(gap)}`);
  return matching();
}

/** Handlers that keep what a reader was given. */
export class Probe {
  readonly batches: LogBatch[] = [];
  readonly gaps: LogGap[] = [];

  /** To spread into the options of a consumer. */
  get handlers(): Pick<ConsumeOptions, 'onBatch' | 'onGap'> {
    return { onBatch: this.onBatch, onGap: this.onGap };
  }

  get records(): LogRecord[] {
    return this.batches.flatMap((batch) => batch.records);
  }

  /** The values received of one key, in the order of their arrival. */
  valuesOf(key: string): string[] {
    return this.records.filter((record) => record.key === key).map((record) => record.value);
  }

  readonly onBatch = (batch: LogBatch): Promise<void> => {
    this.batches.push(batch);
    return Promise.resolve();
  };

  readonly onGap = (gap: LogGap): void => {
    this.gaps.push(gap);
  };
}

/** Where a consumer starts that wants only what is appended to these partitions from now on. */
export async function fromNow(
  log: EventLog,
  topic: TopicName,
  partitions: Iterable<number>,
): Promise<Map<number, StartAt>> {
  const starts = new Map<number, StartAt>();
  for (const partition of partitions) {
    const { generation, end } = await log.bounds(topic, partition);
    starts.set(partition, { generation, offset: end });
  }
  return starts;
}
