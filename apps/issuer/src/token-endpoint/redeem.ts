import type { GrantType } from '#domain';
import type { Consumption, OidcKey } from '../storage/oidc-storage.port.js';
import type { Issuance } from './issuance.js';
import { storedId } from '../organization/issuer-secrets.js';
import { hasEnded, isIdle } from '../grants/lifetimes.js';
import { invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { judgeGrant, type PositionedGrant, reportDenial, requireMayIssue } from '../policy/issue-policy.js';
import { revokeGrant } from '../grants/revoke-grant.js';

/** A code or refresh token that was presented by its own client and hasn't expired. */
export interface Redeemable {
  readonly model: 'AuthorizationCode' | 'RefreshToken';
  /** Its text. */
  readonly secret: string;
  readonly clientId: string;
  readonly accountId: string;
  readonly sessionUid?: string | undefined;
  /** Of a refresh token. */
  readonly tokenId?: string | undefined;
  /** Of a refresh token: when it was last used or, without a use, issued; epoch ms. */
  readonly usedAtMs?: number | undefined;
}

const GRANT_TYPE: Record<Redeemable['model'], GrantType> = {
  AuthorizationCode: 'authorization_code',
  RefreshToken: 'refresh_token',
};

/**
 * Uses up a code or refresh token, once its grant is found to hold. Presenting one that was used before revokes the grant
 * (RFC 6749 section 10.5, RFC 9700 section 4.14), except for a refresh token within the retry window whose successor was not
 * used: then the answer got lost, and the same successor is given again.
 * @throws an OAuth error, or EventLogError
 */
export async function redeem(
  org: OrgIssuer,
  presented: Redeemable,
  grant: PositionedGrant,
  issuance: Issuance,
): Promise<void> {
  await requireGrantHolds(org, presented, grant, issuance);
  const key = keyOf(org, presented);
  const consumption = await org.storage.consume(key);
  if (consumption === null) throw invalidGrant('What was presented is not known.');
  if (!consumption.first && !(await isRetry(org, presented, consumption))) {
    await revokeGrant(org, grant.jti, { actor: { kind: 'system', id: 'issuer' } }, reuseOf(presented));
    throw invalidGrant('What was presented was used before; the grant has been revoked.');
  }
  const { tokenId } = presented;
  issuance.redeemed = { key, ...consumption, ...(tokenId === undefined ? {} : { tokenId }) };
}

/**
 * Uses a refresh token that stays valid, once its grant is found to hold: only when it was used is noted. `false`: it was
 * replaced already, while its app's policy still said so; then the rules of {@link redeem} hold for it.
 * @throws an OAuth error, or EventLogError
 */
export async function reuse(
  org: OrgIssuer,
  presented: Redeemable,
  grant: PositionedGrant,
  issuance: Issuance,
): Promise<boolean> {
  await requireGrantHolds(org, presented, grant, issuance);
  const key = keyOf(org, presented);
  const stored = await org.storage.find(key);
  if (stored !== null && stored.consumedAtMs !== null) return false;
  const nowMs = org.now();
  const noted =
    stored !== null &&
    (await org.storage.replace(key, {
      payload: { ...stored.payload, usedAtMs: nowMs },
      grantId: grant.jti,
      uid: null,
      userCode: null,
      expiresAtMs: Number(stored.payload['exp']) * 1000,
    }));
  if (!noted) throw invalidGrant('What was presented is not known.');
  const { tokenId } = presented;
  const id = tokenId === undefined ? {} : { tokenId };
  issuance.redeemed = { key, consumedAtMs: nowMs, first: false, ...id };
  return true;
}

function keyOf({ orgId }: OrgIssuer, { model, secret }: Redeemable): OidcKey {
  return { orgId, model, id: storedId(model, secret) };
}

async function requireGrantHolds(
  org: OrgIssuer,
  presented: Redeemable,
  grant: PositionedGrant,
  { address }: Issuance,
): Promise<void> {
  const { clientId, accountId: userId, sessionUid, tokenId, model, usedAtMs } = presented;
  await requireMayIssue(org, { clientId, userId, grantType: GRANT_TYPE[model], address });
  if (!judgeGrant(org, grant, sessionUid, tokenId).active) {
    await reportDenial(org, { clientId, userId, reason: 'revoked-token-presented', address });
    throw invalidGrant('The grant has been revoked.');
  }
  if (hasEnded(org, grant)) throw invalidGrant('The grant has ended.');
  if (usedAtMs !== undefined && isIdle(org, clientId, usedAtMs))
    throw invalidGrant('The refresh token was not used for too long.');
}

async function isRetry(
  org: OrgIssuer,
  presented: Redeemable,
  { consumedAtMs }: Consumption,
): Promise<boolean> {
  if (presented.model !== 'RefreshToken') return false;
  if (org.now() - consumedAtMs > org.options.refreshRetryWindowMs) return false;
  const id = storedId('RefreshToken', org.secrets.successorOf(presented.secret));
  const successor = await org.storage.find({ orgId: org.orgId, model: 'RefreshToken', id });
  // Where there is none yet, the first attempt ended before it was stored.
  return successor === null || successor.consumedAtMs === null;
}

function reuseOf({ model }: Redeemable): string {
  return model === 'RefreshToken'
    ? 'A refresh token was used twice.'
    : 'An authorization code was used twice.';
}
