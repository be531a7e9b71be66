/** Stable codes of {@link SnapshotError}. */
export type SnapshotErrorCode =
  /** More bytes, or more entries, than the reader allows. */
  | 'TOO_LARGE'
  /** The bytes don't begin with the magic of a snapshot. */
  | 'NOT_A_SNAPSHOT'
  | 'UNKNOWN_VERSION'
  /** Fewer bytes than its length field says. */
  | 'TRUNCATED'
  /** Signed with a key that the reader doesn't have. */
  | 'UNKNOWN_KEY'
  | 'BAD_HASH'
  | 'BAD_SIGNATURE'
  /** It violates the format. */
  | 'MALFORMED'
  /** Of another organisation than was asked for. */
  | 'WRONG_ORG'
  /** A bug of the writer: the format can't express the state. */
  | 'NOT_ENCODABLE';

/** A snapshot could not be read or written. Nothing of it may be used. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  /** Decoding the same bytes again doesn't help; fetching the snapshot again may. */
  readonly retriable = false;

  constructor(
    readonly code: SnapshotErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
