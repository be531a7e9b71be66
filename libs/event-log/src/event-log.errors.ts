/** Stable codes of {@link EventLogError}. */
export type EventLogErrorCode =
  'APPEND_OUTCOME_UNKNOWN' | 'LOG_UNAVAILABLE' | 'RECORD_TOO_LARGE' | 'TOPIC_MISCONFIGURED' | 'LOG_CLOSED';

/** The log could not do what was asked; `retriable` says whether the same call may succeed later. */
export class EventLogError extends Error {
  override readonly name = 'EventLogError';

  constructor(
    readonly code: EventLogErrorCode,
    message: string,
    readonly retriable: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
