import { issuerId } from '#contracts/fields';
import { z } from 'zod';

/** Query of `GET /tokens/{token_id}`. */
export const TokenQuerySchema = z.strictObject({
  /** Whose token; default: the organisation's own issuer, or whoever else issued one by that id. */
  iss: issuerId.optional(),
});
/** {@link TokenQuerySchema} */
export type TokenQuery = z.output<typeof TokenQuerySchema>;
