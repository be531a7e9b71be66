import { issuerId } from '#contracts/fields';
import { z } from 'zod';

/** Query of `GET /tokens/{token_id}`. */
export const TokenQuerySchema = z.strictObject({
  /** The token's issuer. Default: the organisation's own, or else any issuer of a token with that id. */
  iss: issuerId.optional(),
});
/** {@link TokenQuerySchema} */
export type TokenQuery = z.output<typeof TokenQuerySchema>;
