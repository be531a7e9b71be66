/**
 * Stable codes of {@link ReadModelError}.
 *
 * - `BAD_CURSOR`: the cursor is malformed, or belongs to another query.
 * - `UNKNOWN_INDEX`: no declared index answers the query.
 * - `STORE_UNAVAILABLE`: the storage could not answer.
 */
export type ReadModelErrorCode = 'BAD_CURSOR' | 'UNKNOWN_INDEX' | 'STORE_UNAVAILABLE';

/** The store could not do what was asked; `retriable` says whether the same call may succeed later. */
export class ReadModelError extends Error {
  override readonly name = 'ReadModelError';

  constructor(
    readonly code: ReadModelErrorCode,
    message: string,
    readonly retriable: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Other writers kept changing the same documents for as long as a batch was tried. The batch may be projected again. */
export class WriteContentionError extends Error {
  override readonly name = 'WriteContentionError';
  readonly code = 'WRITE_CONTENTION';
  readonly retriable = true;
}
