/** Stable codes of {@link ContractError}. All of them are bugs of the caller, never hostile input. */
export type ContractErrorCode =
  /** A fact, an effect or an attribute isn't what its codec allows. */
  | 'INVALID_FACT'
  /** More than {@link MAX_EFFECTS} effects in one decision. */
  | 'TOO_MANY_EFFECTS'
  /** The encoded record is larger than {@link MAX_RECORD_VALUE_BYTES}. */
  | 'RECORD_TOO_LARGE'
  /** A key or key set can't be used for Ed25519. */
  | 'INVALID_KEYS';

/** A writer gave something that must not reach the wire. The message names the field, never its value. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  /** The same call fails again. */
  readonly retriable = false;

  constructor(
    readonly code: ContractErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
