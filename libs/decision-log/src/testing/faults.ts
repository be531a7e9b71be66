import { type FaultyLog, gate } from '#event-log/testing';

/** A process whose log has faults. */
interface WithLog {
  readonly log: FaultyLog;
}

/** Delivers no batch to a process until the returned function is called. */
export function holdBack({ log }: WithLog): () => void {
  const { opened, open } = gate();
  log.beforeBatch = () => opened;
  return open;
}

/** Makes the appends of the processes wait for each other: none reaches the log before each process has one. */
export function meetBeforeAppend(processes: readonly WithLog[]): void {
  const { opened, open } = gate();
  let waiting = 0;
  for (const { log } of processes) {
    log.beforeAppend = () => {
      waiting += 1;
      if (waiting === processes.length) open();
      return opened;
    };
  }
}

/** What a promise is rejected with; `null` where it isn't. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  );
}

/** The code of what a promise is rejected with. */
export async function failureCodeOf(promise: Promise<unknown>): Promise<unknown> {
  return ((await failureOf(promise)) as { code?: unknown } | null)?.code;
}
