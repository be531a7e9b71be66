import type { EventLog, LogRecord, TopicName } from '#event-log';

/** A stretch of a partition: the records from `from` up to, not including, `to`, which must be the offset of a record. */
export interface Stretch {
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a stretch of the log, in order, without holding it. It doesn't wait for a log that can't be read: whoever wants the
 * stretch comes again.
 * @throws Error when the log lost its connection or met a gap, or the signal was aborted
 */
export async function readBack(
  log: Pick<EventLog, 'consume'>,
  { topic, partition, generation, from, to }: Stretch,
  take: (records: readonly LogRecord[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let end: (failure: Error | null) => void = () => undefined;
  const ended = new Promise<Error | null>((resolve) => (end = resolve));
  const fail = (detail: string): void => {
    end(new Error(`${topic}/${String(partition)} could not be read back: ${detail}`));
  };
  const onAbort = (): void => {
    fail('closed');
  };
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  const reader = await log.consume({
    topic,
    from: new Map([[partition, { generation, offset: from }]]),
    onBatch: ({ records }) => {
      const within = records.filter(({ offset }) => offset < to);
      take(within);
      if (within.length < records.length) end(null);
    },
    onGap: ({ kind }) => {
      fail(kind);
    },
    onHealth: (healthy, detail) => {
      if (!healthy) fail(detail);
    },
  });
  const failure = await ended;
  signal.removeEventListener('abort', onAbort);
  await reader.close();
  if (failure !== null) throw failure;
}
