/** A value that SQLite stores. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** A row, by column name. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** One statement of a transaction. */
export interface SqlStatement {
  readonly sql: string;
  readonly params?: readonly SqlValue[];
}

/** What one statement did. */
export interface SqlResult {
  /** Rows of a SELECT or of RETURNING. */
  readonly rows: readonly SqlRow[];
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
}

/** Counters since the database was opened, for metrics. */
export interface EmbeddedDatabaseCounters {
  /** COMMITs, each with one fsync. */
  readonly commits: number;
  /** Transactions asked for and answered, also those that failed. */
  readonly transactions: number;
  readonly queries: number;
}

/**
 * One local SQLite file (WAL, synchronous=FULL) behind one worker thread. Transactions that arrive while one is being
 * written share its fsync; a promise that resolved is on disk.
 */
export interface EmbeddedDatabase {
  /** Absolute path of the file. */
  readonly file: string;
  readonly counters: EmbeddedDatabaseCounters;
  /**
   * Runs the statements atomically, in order; a failing one rolls all of them back, and only them. Each is exactly one
   * SQL statement and none of them BEGIN, COMMIT or the like; whole numbers are bound as INTEGER.
   * @throws EmbeddedDatabaseError `STATEMENT_FAILED` | `DATABASE_FULL` | `DATABASE_CORRUPT` | `DATABASE_UNAVAILABLE`:
   * surely not stored; `TRANSACTION_OUTCOME_UNKNOWN`: perhaps stored; `DATABASE_CLOSED`.
   */
  transaction(statements: readonly SqlStatement[]): Promise<readonly SqlResult[]>;
  /**
   * One statement that reads. Sees everything whose promise has resolved.
   * @throws EmbeddedDatabaseError as {@link transaction}; `STATEMENT_FAILED` also for a statement that writes.
   */
  query(sql: string, params?: readonly SqlValue[]): Promise<readonly SqlRow[]>;
  /** Waits for running transactions, checkpoints, and closes the file. */
  close(): Promise<void>;
}
