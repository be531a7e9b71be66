/** Stable codes of {@link ReadModelError}. */
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
