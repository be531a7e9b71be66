import { issuerId, tokenId } from '#contracts/fields';
import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Body of `POST /tokens/revoke`. Without `iss`, the token is one of the organisation's own issuer. The inventory need not know it. */
export const RevokeTokenRequestSchema = z.strictObject({
  jti: tokenId,
  iss: issuerId.optional(),
  ...revocation,
});
/** {@link RevokeTokenRequestSchema} */
export type RevokeTokenRequest = z.output<typeof RevokeTokenRequestSchema>;
