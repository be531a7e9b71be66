import { issuerId, tokenId } from '#contracts/fields';
import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Revokes one token by its id, known to us or not. Without `iss`, it is one of the organisation's own issuer. */
export const RevokeTokenRequestSchema = z.strictObject({
  jti: tokenId,
  iss: issuerId.optional(),
  ...revocation,
});
/** {@link RevokeTokenRequestSchema} */
export type RevokeTokenRequest = z.output<typeof RevokeTokenRequestSchema>;
