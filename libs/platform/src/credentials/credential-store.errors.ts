/** Stable codes of {@link CredentialStoreError}. */
export type CredentialStoreErrorCode =
  /** The storage didn't answer. A write may or may not have been stored. */
  | 'STORE_UNAVAILABLE'
  /** Another credential of that kind and owner has the alias. */
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

/** The storage failed. The message contains nothing of the request or of stored data. */
export function storeUnavailable(cause: unknown): CredentialStoreError {
  return new CredentialStoreError('STORE_UNAVAILABLE', 'The credential store does not answer.', true, {
    cause,
  });
}

/** The alias belongs to another credential. */
export function aliasTaken(): CredentialStoreError {
  return new CredentialStoreError('ALIAS_TAKEN', 'Another credential has this alias.', false);
}
