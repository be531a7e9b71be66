import { instant, issuerId, tokenId, wholeNumber } from '#contracts/fields';
import { REFUSAL_REASONS } from '#domain';
import { z } from 'zod';

/** The HTTP request that revokes a token. */
const revokeRequest = z.object({
  method: z.enum(['POST', 'DELETE']),
  path: z.string(),
  body: z.object({ jti: z.string(), iss: z.string() }).optional(),
});

/** Answer of `GET /tokens/{token_id}`: a token that was issued, and whether it is active. */
export const TokenResourceSchema = z.object({
  /** `jti` of a JWT, or the id of an opaque token; never the token itself. */
  token_id: tokenId,
  iss: issuerId,
  kind: z.enum(['access', 'refresh']),
  format: z.enum(['JWT', 'Opaque']),
  scopes: z.array(z.string()),
  issued_at: instant,
  /** For a refresh token, when it was last used; for an access token, when it was issued. */
  last_used_at: instant,
  expires_at: instant,
  /** For a refresh token, how many access tokens were issued with it; for an access token, 1. */
  use_count: wholeNumber,
  grant_id: z.string().nullable(),
  session_id: z.string().nullable(),
  client_id: z.string(),
  app_name: z.string().nullable(),
  user_id: z.string(),
  /** `null` if it was erased, and for an app's own token. */
  username: z.string().nullable(),
  /** At the time of the request, as an edge judges it. `expired`: its times alone make it invalid, no decision does. */
  status: z.enum(['active', 'expired', 'revoked']),
  /** Why it isn't active: the `Rescind-Reason` of an edge that refuses it, or `token-replaced`: a newer refresh token took its place. */
  status_reason: z.enum([...REFUSAL_REASONS, 'token-replaced']).nullable(),
  /** `null` if the token isn't active. */
  revoke: revokeRequest.nullable(),
});
/** {@link TokenResourceSchema} */
export type TokenResource = z.output<typeof TokenResourceSchema>;

/** Answer of `GET /tokens` and of the routes that list an app's tokens. */
export const TokenListSchema = z.object({
  tokens: z.array(TokenResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link TokenListSchema} */
export type TokenList = z.output<typeof TokenListSchema>;
