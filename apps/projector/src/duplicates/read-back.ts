import type { EventLog, LogRecord, TopicName } from '#event-log';

/** A range of a partition: the records from `from` on, up to but not including `to`. A record must stand at `to`. */
export interface LogRange {
  readonly topic: TopicName;
  readonly partition: number;
  readonly generation: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a range of the log, in order, and passes the records on as they come. It doesn't wait for a log that can't be read; the caller
 * tries again.
 * @throws Error where the connection to the log is lost, records are missing, or the signal is aborted
 */
export async function readBack(
  log: Pick<EventLog, 'consume'>,
  { topic, partition, generation, from, to }: LogRange,
  onRecords: (records: readonly LogRecord[]) => void,
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
      onRecords(within);
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
