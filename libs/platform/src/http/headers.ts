/** Response header of a command, and request header of a query that must include it. */
export const POSITION_HEADER = 'Rescind-Position';

/** Response header of a refusal: the reason code. */
export const REASON_HEADER = 'Rescind-Reason';

/** Request header that makes a command take effect once, however often it is sent. */
export const IDEMPOTENCY_KEY_HEADER = 'Idempotency-Key';
