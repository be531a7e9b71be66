import { createHash } from 'node:crypto';
import type { OIDCContext } from 'oidc-provider';
import { judgeGrant, type JudgedGrant } from '../grants/grant-verdict.js';
import type { OidcKey } from '../storage/oidc-storage.port.js';
import type { Issuance } from './issuance.js';
import { begunAtMsOf, policyOf } from '../grants/lifetimes.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { revokeGrant } from '../grants/revoke-grant.js';

/** An approval as it is stored: what is needed to judge its grant, and to sort it by age. */
interface Approval extends JudgedGrant {
  readonly begunAtMs: number;
  readonly sessionUid?: string;
}

const MODEL = 'Approval';
const REASON = 'approval limit';

/**
 * Stores that a grant has a live token, and revokes the user's oldest approvals of the app where they are more than its policy
 * allows.
 *
 * An approval is a grant with a token that is still alive: a refresh token or, where the app gets none, an access token. It counts from
 * the first token on, not from the consent, until the last token expires or the grant is revoked. Only redeeming a code can bring
 * one approval too many, so only that revokes.
 *
 * Each request stores its approval before it lists all of them. So of requests that race, the last one to list sees every approval, and
 * no more than the limit are left.
 * @throws EventLogError, OidcStorageError
 */
export async function noteApproval(
  org: OrgIssuer,
  { Grant: grant, RefreshToken: refreshToken }: OIDCContext['entities'],
  { access, refresh, redeemed }: Issuance,
): Promise<void> {
  if (grant === undefined || access === undefined) return;
  const { clientId, sub: userId, sessionId } = access;
  const { jti, iat, exp, rpos } = grant;
  const approval: Approval = {
    ...{ jti, clientId, accountId: userId, iat, begunAtMs: begunAtMsOf(grant) },
    ...(rpos === undefined ? {} : { rpos }),
    ...(exp === undefined ? {} : { exp }),
    ...(sessionId === undefined ? {} : { sessionUid: sessionId }),
  };
  const lastExpS = Math.max(access.exp, refresh?.exp ?? refreshToken?.exp ?? 0);
  await org.storage.upsert(keyOf(org, jti), {
    payload: { ...approval },
    grantId: jti,
    uid: uidOf(userId, clientId),
    userCode: null,
    expiresAtMs: lastExpS * 1000,
  });
  if (redeemed?.key.model === 'AuthorizationCode') await revokeExcess(org, userId, clientId);
}

async function revokeExcess(org: OrgIssuer, userId: string, clientId: string): Promise<void> {
  const listed = await org.storage.listByUid(org.orgId, MODEL, uidOf(userId, clientId));
  const approvals = listed.map(({ payload }) => payload as unknown as Approval);
  const isAlive = (approval: Approval) => judgeGrant(org, approval, approval.sessionUid).active;
  const alive = approvals.filter(isAlive).sort(byAge);
  const excess = Math.max(0, alive.length - policyOf(org, clientId).maxApprovalsPerUser);
  for (const { jti } of alive.slice(0, excess)) {
    await revokeGrant(org, jti, { actor: { kind: 'system', id: 'issuer' } }, REASON);
  }
  // Removed from the storage, so that the next request needn't judge them again.
  const revoked = approvals.filter((approval) => !isAlive(approval));
  await Promise.all(revoked.map(({ jti }) => org.storage.destroy(keyOf(org, jti))));
}

/** The oldest first. */
function byAge(a: Approval, b: Approval): number {
  return a.begunAtMs - b.begunAtMs || (a.jti < b.jti ? -1 : 1);
}

function keyOf({ orgId }: OrgIssuer, grantId: string): OidcKey {
  return { orgId, model: MODEL, id: grantId };
}

function uidOf(userId: string, clientId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([userId, clientId]))
    .digest('base64url');
}
