import type { OidcKoaContext, TokenModel } from 'oidc-provider';
import { issuanceOf } from './issuance.js';
import { policyOf } from '../grants/lifetimes.js';
import { invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { type Redeemable, reuse } from './redeem.js';

/** What is presented when the library exchanges a code or refresh token. @throws an OAuth `invalid_grant` error */
export function redeemableOf(
  model: Redeemable['model'],
  token: TokenModel & { tokenId?: string; usedAtMs?: number },
): Redeemable {
  const { jti: secret, clientId, accountId, sessionUid, tokenId, iat = 0, usedAtMs } = token;
  if (accountId === undefined) throw invalidGrant('The grant is not known.');
  const presented = { model, secret, clientId, accountId, sessionUid };
  return model === 'AuthorizationCode'
    ? presented
    : { ...presented, tokenId, usedAtMs: usedAtMs ?? iat * 1000 };
}

/**
 * Whether the refresh token that is being used is replaced, as its app's policy has it now. One that isn't has been used when
 * this resolves; one that is, is used up when the library consumes it.
 * @throws an OAuth error, or EventLogError
 */
export async function rotates(org: OrgIssuer, ctx: OidcKoaContext): Promise<boolean> {
  const { RefreshToken: token, Grant: grant } = ctx.oidc.entities;
  if (token === undefined || grant === undefined) throw invalidGrant('The grant is not known.');
  if (policyOf(org, token.clientId).rotateRefreshTokens) return true;
  return !(await reuse(org, redeemableOf('RefreshToken', token), grant, issuanceOf(ctx)));
}
