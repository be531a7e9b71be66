import { covers, reason } from '#contracts/fields';
import { TOKEN_KINDS } from '#domain';

// Use these fields in strict objects: a misspelt `covers` must be refused, and not quietly revoke everything.

export const optionalReason = reason.optional();

/** All kinds of token unless the caller names fewer, so that somebody in a hurry doesn't leave a session alive. */
const coversOrAll = covers.default([...TOKEN_KINDS]);

export const revocation = { covers: coversOrAll, reason: optionalReason };
