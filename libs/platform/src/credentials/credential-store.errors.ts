/** Stable codes of {@link CredentialStoreError}. */
export type CredentialStoreErrorCode =
  /** The storage could not answer; what was to be written may or may not be stored. */
  | 'STORE_UNAVAILABLE'
  /** Another credential of that kind and owner goes by the alias. */
  | 'ALIAS_TAKEN';

/** The credential store could not do what was asked; `retriable` says whether the same call may succeed later. */
export class CredentialStoreError extends Error {
  override readonly name = 'CredentialStoreError';

  constructor(
    readonly code: CredentialStoreErrorCode,
    message: string,
    readonly retriable: boolean,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The storage failed. The message holds nothing of what was asked or stored. */
export function storeUnavailable(cause: unknown): CredentialStoreError {
  return new CredentialStoreError('STORE_UNAVAILABLE', 'The credential store does not answer.', true, {
    cause,
  });
}

/** The alias belongs to another credential. */
export function aliasTaken(): CredentialStoreError {
  return new CredentialStoreError('ALIAS_TAKEN', 'Another credential goes by this alias.', false);
}
