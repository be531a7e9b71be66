/** The command may or may not have taken effect. Sending it again with the same `Idempotency-Key` is safe. */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'OUTCOME_UNKNOWN';
  readonly retriable = true;
}

/** The `Idempotency-Key` was used before, with a request that differs. */
export class IdempotencyKeyReusedError extends Error {
  override readonly name = 'IdempotencyKeyReusedError';
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly retriable = false;

  constructor() {
    super('This Idempotency-Key belongs to another request.');
  }
}
