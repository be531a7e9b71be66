/** Stable codes of {@link SnapshotError}. */
export type SnapshotErrorCode =
  /** More bytes, or more entries, than the reader allows. */
  | 'TOO_LARGE'
  /** It doesn't begin like a snapshot. */
  | 'NOT_A_SNAPSHOT'
  | 'UNKNOWN_VERSION'
  /** Fewer bytes than it says it has. */
  | 'TRUNCATED'
  /** Signed with a key that the reader doesn't have. */
  | 'UNKNOWN_KEY'
  | 'BAD_HASH'
  | 'BAD_SIGNATURE'
  /** Intact and signed, and yet not what the format allows. */
  | 'MALFORMED'
  /** Of another organisation than was asked for. */
  | 'WRONG_ORG'
  /** The writer's own bug: a state that has no form on the wire. */
  | 'NOT_ENCODABLE';

/** A snapshot was refused. Nothing of it may be used. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  /** Taking the same bytes again doesn't help; fetching anew may. */
  readonly retriable = false;

  constructor(
    readonly code: SnapshotErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
