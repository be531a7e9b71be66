import type { Grant } from 'oidc-provider';
import type { GrantType } from '#domain';
import { judgeGrant } from '../grants/grant-verdict.js';
import { hasEnded, isIdle } from '../grants/lifetimes.js';
import { revokeGrant } from '../grants/revoke-grant.js';
import { storedId } from '../organization/issuer-secrets.js';
import { invalidGrant } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { reportDenial, requireMayIssue } from '../policy/issue-policy.js';
import type { Consumption, OidcKey } from '../storage/oidc-storage.port.js';
import type { Issuance } from './issuance.js';

/** A code or refresh token that its own client presents, and that hasn't expired. */
export interface Presented {
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

const GRANT_TYPE: Record<Presented['model'], GrantType> = {
  AuthorizationCode: 'authorization_code',
  RefreshToken: 'refresh_token',
};

/** Why a grant was revoked, as the log keeps it. */
const REPLAYED: Record<Presented['model'], string> = {
  AuthorizationCode: 'An authorization code was used twice.',
  RefreshToken: 'A refresh token was used twice.',
};

/**
 * Redeems what may be used once: a code, or a refresh token that is rotated.
 *
 * Using it again is a replay, which revokes the grant (RFC 6749 section 10.5, RFC 9700 section 4.14.2), since one of the
 * two who used it has stolen it. The exception is a client that lost the first answer and tries again: see {@link isRetry}.
 * @throws an OAuth error, or EventLogError
 */
export async function redeemOnce(
  org: OrgIssuer,
  presented: Presented,
  grant: Grant,
  issuance: Issuance,
): Promise<void> {
  await requireGrantHolds(org, presented, grant, issuance);
  const key = keyOf(org, presented);
  const consumption = await org.storage.consume(key);
  if (consumption === null) throw invalidGrant('What was presented is not known.');
  const isReplay = !consumption.first && !(await isRetry(org, presented, consumption));
  if (isReplay) {
    await revokeGrant(org, grant.jti, { actor: { kind: 'system', id: 'issuer' } }, REPLAYED[presented.model]);
    throw invalidGrant('What was presented was used before; the grant has been revoked.');
  }
  issuance.redeemed = { key, ...consumption, ...tokenIdOf(presented) };
}

/**
 * Redeems a refresh token that isn't rotated: it stays valid, and only the time of its use is noted.
 * @returns `false` where the token was rotated before the app's policy stopped rotation; then {@link redeemOnce} has to treat it
 * @throws an OAuth error, or EventLogError
 */
export async function redeemWithoutRotation(
  org: OrgIssuer,
  presented: Presented,
  grant: Grant,
  issuance: Issuance,
): Promise<boolean> {
  await requireGrantHolds(org, presented, grant, issuance);
  const key = keyOf(org, presented);
  const stored = await org.storage.find(key);
  if (stored === null) throw invalidGrant('What was presented is not known.');
  if (stored.consumedAtMs !== null) return false;
  const nowMs = org.now();
  // The token may have been removed meanwhile, together with its grant.
  const isStillStored = await org.storage.replace(key, {
    payload: { ...stored.payload, usedAtMs: nowMs },
    grantId: grant.jti,
    uid: null,
    userCode: null,
    expiresAtMs: Number(stored.payload['exp']) * 1000,
  });
  if (!isStillStored) throw invalidGrant('What was presented is not known.');
  issuance.redeemed = { key, consumedAtMs: nowMs, first: false, ...tokenIdOf(presented) };
  return true;
}

async function requireGrantHolds(
  org: OrgIssuer,
  presented: Presented,
  grant: Grant,
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

/**
 * Whether a second use of a refresh token is a retry by a client that lost the answer: it comes within the retry window, and the
 * token's successor wasn't used yet. A retry is answered with the same successor. A code has no retry window.
 */
async function isRetry(
  org: OrgIssuer,
  { model, secret }: Presented,
  { consumedAtMs }: Consumption,
): Promise<boolean> {
  if (model !== 'RefreshToken') return false;
  if (org.now() - consumedAtMs > org.options.refreshRetryWindowMs) return false;
  const id = storedId('RefreshToken', org.secrets.successorOf(secret));
  const successor = await org.storage.find({ orgId: org.orgId, model: 'RefreshToken', id });
  // No successor is stored yet where the first request failed, or is still being answered.
  return successor === null || successor.consumedAtMs === null;
}

function keyOf({ orgId }: OrgIssuer, { model, secret }: Presented): OidcKey {
  return { orgId, model, id: storedId(model, secret) };
}

function tokenIdOf({ tokenId }: Presented): { readonly tokenId?: string } {
  return tokenId === undefined ? {} : { tokenId };
}
