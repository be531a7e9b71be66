import type { AuthorizationCode, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import { policyOf } from '../grants/lifetimes.js';
import { invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { issuanceOf } from './issuance.js';
import { type Presented, redeemWithoutRotation } from './redeem.js';

/**
 * Whether the refresh token that is being used is replaced by a new one, as the app's policy says now (refresh token rotation,
 * RFC 9700 section 4.14.2). A token that isn't replaced has been redeemed when this resolves. A token that is replaced is
 * redeemed when the library consumes it, right after.
 * @throws an OAuth error, or EventLogError
 */
export async function rotates(org: OrgIssuer, ctx: KoaContextWithOIDC): Promise<boolean> {
  const { RefreshToken: token, Grant: grant } = ctx.oidc.entities;
  if (token === undefined || grant === undefined) throw invalidGrant('The grant is not known.');
  if (policyOf(org, token.clientId).rotateRefreshTokens) return true;
  const isRedeemed = await redeemWithoutRotation(org, presentedRefreshToken(token), grant, issuanceOf(ctx));
  return !isRedeemed;
}

/** A code, as it is redeemed. @throws an OAuth `invalid_grant` error */
export function presentedCode({ jti, clientId, accountId, sessionUid }: AuthorizationCode): Presented {
  if (accountId === undefined) throw invalidGrant('The grant is not known.');
  return { model: 'AuthorizationCode', secret: jti, clientId, accountId, sessionUid };
}

/** A refresh token, as it is redeemed. */
export function presentedRefreshToken(token: RefreshToken): Presented {
  const { jti, clientId, accountId, sessionUid, tokenId, iat, usedAtMs = iat * 1000 } = token;
  return { model: 'RefreshToken', secret: jti, clientId, accountId, sessionUid, tokenId, usedAtMs };
}
