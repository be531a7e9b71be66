import type { SqlRow, SqlResult, SqlStatement, SqlValue } from './embedded-database.port.js';

/** Options that the worker is started with. */
export interface WorkerSettings {
  readonly file: string;
  readonly busyTimeoutMs: number;
}

/** What SQLite said, in a form that crosses threads. */
export interface SqlFailure {
  readonly message: string;
  /** SQLite's extended result code; `null` when the failure isn't SQLite's. */
  readonly resultCode: number | null;
}

/** The result of a request. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: SqlFailure };

/** A request to the worker. */
export type WorkerRequest =
  | {
      readonly kind: 'query';
      readonly id: number;
      readonly sql: string;
      readonly params: readonly SqlValue[];
    }
  | { readonly kind: 'commit'; readonly group: readonly (readonly SqlStatement[])[] }
  | { readonly kind: 'close' };

/** An answer of the worker. */
export type WorkerReply =
  | { readonly kind: 'opened'; readonly outcome: Outcome<null> }
  | { readonly kind: 'answer'; readonly id: number; readonly outcome: Outcome<readonly SqlRow[]> }
  | {
      readonly kind: 'committed';
      /** One per transaction of the group, in its order. */
      readonly outcomes: readonly Outcome<readonly SqlResult[]>[];
    }
  /** The COMMIT failed midway: it is unknown whether the group is on disk. The worker has stopped. */
  | { readonly kind: 'lost'; readonly failure: SqlFailure }
  | { readonly kind: 'closed'; readonly outcome: Outcome<null> };
