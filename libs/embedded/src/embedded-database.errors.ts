/** Stable codes of {@link EmbeddedDatabaseError}. */
export type EmbeddedDatabaseErrorCode =
  | 'DATABASE_IN_USE'
  | 'DATABASE_CORRUPT'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_FULL'
  | 'DATABASE_CLOSED'
  | 'STATEMENT_FAILED'
  | 'TRANSACTION_OUTCOME_UNKNOWN';

/** The database could not do what was asked; `retriable` says whether the same call may succeed later. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';

  constructor(
    readonly code: EmbeddedDatabaseErrorCode,
    message: string,
    readonly retriable: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
