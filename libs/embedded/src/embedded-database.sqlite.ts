import type { Worker } from 'node:worker_threads';
import { CommitQueue, type PendingTransaction } from './commit-queue.js';
import { EmbeddedDatabaseError } from './embedded-database.errors.js';
import type {
  EmbeddedDatabase,
  EmbeddedDatabaseCounters,
  SqlResult,
  SqlRow,
  SqlStatement,
  SqlValue,
} from './embedded-database.port.js';
import type { Outcome, WorkerReply, WorkerRequest } from './embedded-database.protocol.js';
import { causeOf, errorOf } from './sql-failure.js';

interface PendingQuery {
  readonly resolve: (rows: readonly SqlRow[]) => void;
  readonly reject: (error: Error) => void;
}

/** The database as callers see it. It queues transactions, sends them to the worker in groups, and settles their promises. */
export class SqliteDatabase implements EmbeddedDatabase {
  readonly #counters = { commits: 0, transactions: 0, queries: 0 };
  readonly #queue = new CommitQueue();
  readonly #queries = new Map<number, PendingQuery>();
  #committing: readonly PendingTransaction[] = [];
  #flushScheduled = false;
  #lastQueryId = 0;
  #closing: Promise<void> | undefined;
  #finishClosing: (error?: Error) => void = () => undefined;
  #closed = false;
  #failure: EmbeddedDatabaseError | undefined;

  /** Wraps a worker that has reported `opened`. */
  constructor(
    readonly file: string,
    readonly worker: Worker,
    readonly onFailure: (error: EmbeddedDatabaseError) => void = () => undefined,
  ) {
    worker.on('message', (reply: WorkerReply) => {
      this.#receive(reply);
    });
    worker.on('error', (error: unknown) => {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    });
    worker.on('exit', (exitCode) => {
      if (!this.#closed) this.#fail(new Error(`the worker thread ended with exit code ${String(exitCode)}`));
    });
  }

  get counters(): EmbeddedDatabaseCounters {
    return { ...this.#counters };
  }

  transaction(statements: readonly SqlStatement[]): Promise<readonly SqlResult[]> {
    return new Promise((resolve, reject) => {
      this.#refuseUnlessOpen();
      this.#queue.add({ statements, resolve, reject });
      this.#scheduleFlush();
    });
  }

  query(sql: string, params: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return new Promise((resolve, reject) => {
      this.#refuseUnlessOpen();
      const id = (this.#lastQueryId += 1);
      this.#post({ kind: 'query', id, sql, params });
      this.#queries.set(id, { resolve, reject });
    });
  }

  close(): Promise<void> {
    if (this.#failure !== undefined) return Promise.resolve();
    this.#closing ??= new Promise((resolve, reject) => {
      this.#finishClosing = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    this.#closeWhenIdle();
    return this.#closing;
  }

  #refuseUnlessOpen(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#closing !== undefined) {
      throw new EmbeddedDatabaseError('DATABASE_CLOSED', `${this.file} has been closed`, false);
    }
  }

  #post(request: WorkerRequest): void {
    this.worker.postMessage(request);
  }

  /** Transactions of the same turn of the event loop go into the same group. */
  #scheduleFlush(): void {
    if (this.#flushScheduled || this.#committing.length > 0) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#committing.length > 0 || this.#queue.isEmpty || this.#failure !== undefined) return;
    this.#committing = this.#queue.takeGroup();
    this.#post({ kind: 'commit', group: this.#committing.map(({ statements }) => statements) });
  }

  #receive(reply: WorkerReply): void {
    switch (reply.kind) {
      case 'opened':
        return;
      case 'answer':
        this.#answer(reply.id, reply.outcome);
        break;
      case 'committed':
        this.#settleGroup(reply.outcomes);
        break;
      case 'lost':
        this.#fail(causeOf(reply.failure));
        return;
      case 'closed':
        this.#settleClose(reply.outcome);
        return;
    }
    this.#closeWhenIdle();
  }

  #answer(id: number, outcome: Outcome<readonly SqlRow[]>): void {
    const pending = this.#queries.get(id);
    this.#queries.delete(id);
    this.#counters.queries += 1;
    if (outcome.ok) pending?.resolve(outcome.value);
    else pending?.reject(errorOf(outcome.failure, this.file, 'STATEMENT_FAILED'));
  }

  #settleGroup(outcomes: readonly Outcome<readonly SqlResult[]>[]): void {
    const group = this.#committing;
    this.#committing = [];
    this.#flush();
    this.#counters.commits += 1;
    this.#counters.transactions += group.length;
    group.forEach((transaction, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok === true) transaction.resolve(outcome.value);
      else if (outcome !== undefined)
        transaction.reject(errorOf(outcome.failure, this.file, 'STATEMENT_FAILED'));
    });
  }

  #closeWhenIdle(): void {
    const idle = this.#committing.length === 0 && this.#queue.isEmpty && this.#queries.size === 0;
    if (this.#closing === undefined || this.#closed || !idle) return;
    this.#closed = true;
    this.#post({ kind: 'close' });
  }

  #settleClose(outcome: Outcome<null>): void {
    const error = outcome.ok ? undefined : errorOf(outcome.failure, this.file, 'DATABASE_UNAVAILABLE');
    void this.worker.terminate().then(() => {
      this.#finishClosing(error);
    });
  }

  /** Ends all use of the file. What it holds is certain only after it was opened again. */
  #fail(cause: Error): void {
    if (this.#failure !== undefined) return;
    const message = `${this.file} can no longer be used and must be opened anew: ${cause.message}`;
    const failure = new EmbeddedDatabaseError('DATABASE_UNAVAILABLE', message, true, { cause });
    this.#failure = failure;
    for (const { reject } of this.#committing) reject(this.#unknownOutcome(cause));
    for (const { reject } of this.#queue.takeAll()) reject(failure);
    for (const { reject } of this.#queries.values()) reject(failure);
    this.#committing = [];
    this.#queries.clear();
    this.#finishClosing(failure);
    void this.worker.terminate();
    this.onFailure(failure);
  }

  #unknownOutcome(cause: Error): EmbeddedDatabaseError {
    const message = `${this.file} failed during a commit; it may or may not be stored: ${cause.message}`;
    return new EmbeddedDatabaseError('TRANSACTION_OUTCOME_UNKNOWN', message, true, { cause });
  }
}
