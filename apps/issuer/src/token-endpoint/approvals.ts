import { createHash } from 'node:crypto';
import type { OidcEntities } from 'oidc-provider';
import type { OidcKey } from '../storage/oidc-storage.port.js';
import type { Issuance } from './issuance.js';
import { begunAtMsOf, policyOf } from '../grants/lifetimes.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { judgeGrant, type JudgedGrant } from '../policy/issue-policy.js';
import { revokeGrant } from '../grants/revoke-grant.js';

/** What the index of approvals keeps of a grant. */
interface Approval extends JudgedGrant {
  readonly begunAtMs: number;
  readonly sessionUid?: string;
}

const MODEL = 'Approval';
const REASON = 'approval limit';

/**
 * Notes that a grant has a live token, and holds its user to the app's limit. An approval is a grant from which a token that is
 * still alive was issued: a refresh token or, for an app that gets none, an access token. So it counts from the first token, not
 * from the consent, and until its last token expires or the grant is revoked. A code that makes one too many ends the oldest.
 *
 * Of racing requests each lists the grants after it added its own, so the last one sees all of them: at most the limit stays.
 * @throws EventLogError, OidcStorageError
 */
export async function noteApproval(
  org: OrgIssuer,
  { Grant: grant, RefreshToken: refreshToken }: OidcEntities,
  { access, refresh, redeemed }: Issuance,
): Promise<void> {
  if (grant === undefined || access === undefined) return;
  const { jti, clientId, accountId, rpos, iat, exp } = grant;
  const { sessionId } = access;
  const approval: Approval = {
    ...{ jti, clientId, accountId },
    ...(iat === undefined ? {} : { iat }),
    ...(rpos === undefined ? {} : { rpos }),
    ...(exp === undefined ? {} : { exp }),
    begunAtMs: begunAtMsOf(grant),
    ...(sessionId === undefined ? {} : { sessionUid: sessionId }),
  };
  const untilS = Math.max(access.exp, refresh?.exp ?? refreshToken?.exp ?? 0);
  await org.storage.upsert(keyOf(org, jti), {
    payload: { ...approval },
    grantId: jti,
    uid: uidOf(accountId, clientId),
    userCode: null,
    expiresAtMs: untilS * 1000,
  });
  if (redeemed?.key.model === 'AuthorizationCode') await endOldest(org, accountId, clientId);
}

async function endOldest(org: OrgIssuer, userId: string, clientId: string): Promise<void> {
  const listed = await org.storage.listByUid(org.orgId, MODEL, uidOf(userId, clientId));
  const approvals = listed.map(({ payload }) => payload as unknown as Approval);
  const holds = (approval: Approval) => judgeGrant(org, approval, approval.sessionUid).active;
  const alive = approvals.filter(holds).sort(byAge);
  const excess = Math.max(0, alive.length - policyOf(org, clientId).maxApprovalsPerUser);
  for (const { jti } of alive.slice(0, excess)) {
    await revokeGrant(org, jti, { actor: { kind: 'system', id: 'issuer' } }, REASON);
  }
  // What was revoked elsewhere isn't looked at again.
  const over = approvals.filter((approval) => !holds(approval));
  await Promise.all(over.map(({ jti }) => org.storage.destroy(keyOf(org, jti))));
}

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
