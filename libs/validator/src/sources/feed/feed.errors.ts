import type { StaleReason } from '../revocation-source.port.js';

/** Stable codes of {@link FeedError}. */
export type FeedErrorCode =
  /** The feed says that this edge may not ask. */
  | 'FEED_UNAUTHORISED'
  /** The position can't be served any more: a snapshot is needed. */
  | 'FEED_POSITION_GONE'
  /** The feed can't be reached, or can't answer now. */
  | 'FEED_UNAVAILABLE'
  /** What came can't be believed or can't be understood; says why in `fault`. */
  | 'FEED_FAULT';

/** Talking with the feed failed. Always worth another try; what differs is where from. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly retriable = true;

  constructor(
    readonly code: FeedErrorCode,
    message: string,
    readonly fault: StaleReason | null,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
