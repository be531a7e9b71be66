import { instant, issuerId, tokenId, wholeNumber } from '#contracts/fields';
import { REFUSAL_REASONS } from '#domain';
import { z } from 'zod';

/** How to revoke something: the request to send. */
const revokeRequest = z.object({
  method: z.enum(['POST', 'DELETE']),
  path: z.string(),
  body: z.object({ jti: z.string(), iss: z.string() }).optional(),
});

/** Answer of `GET /tokens/{token_id}`: a token that was issued, and whether it is still good. */
export const TokenResourceSchema = z.object({
  /** `jti` of a JWT, or the id of a refresh token; never its text. */
  token_id: tokenId,
  iss: issuerId,
  kind: z.enum(['access', 'refresh']),
  format: z.enum(['JWT', 'Opaque']),
  scopes: z.array(z.string()),
  issued_at: instant,
  /** Of a refresh token: when it was last used; of an access token: when it was issued. */
  last_used_at: instant,
  expires_at: instant,
  /** Of a refresh token: access tokens issued by it; of an access token: 1. */
  use_count: wholeNumber,
  grant_id: z.string().nullable(),
  session_id: z.string().nullable(),
  client_id: z.string(),
  app_name: z.string().nullable(),
  user_id: z.string(),
  /** `null` where it was erased, and of an app's own token. */
  username: z.string().nullable(),
  /** Judged when it was asked for, as an edge judges it. `expired`: refused by its times alone. */
  status: z.enum(['active', 'expired', 'revoked']),
  /** Why it is not active: what an edge that refuses it says as `Rescind-Reason`. */
  /** Why it is not active; `token-replaced`: a newer refresh token took its place. */
  status_reason: z.enum([...REFUSAL_REASONS, 'token-replaced']).nullable(),
  /** `null` where there is nothing left to revoke. */
  revoke: revokeRequest.nullable(),
});
/** {@link TokenResourceSchema} */
export type TokenResource = z.output<typeof TokenResourceSchema>;

/** Answer of `GET /tokens` and of what lists the tokens of an app. */
export const TokenListSchema = z.object({
  tokens: z.array(TokenResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link TokenListSchema} */
export type TokenList = z.output<typeof TokenListSchema>;
