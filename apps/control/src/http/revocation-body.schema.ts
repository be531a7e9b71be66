import { covers, reason } from '#contracts/fields';
import { TOKEN_KINDS } from '#domain';

// Strict objects: a misspelt `covers` must not quietly revoke something else than was meant.

export const optionalReason = reason.optional();

/** Everything, unless the caller names less: whoever revokes in a hurry shall not leave a session alive. */
const coversOrAll = covers.default([...TOKEN_KINDS]);

export const revocation = { covers: coversOrAll, reason: optionalReason };
