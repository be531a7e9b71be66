import type { GrantHandler, OidcKoaContext } from 'oidc-provider';
import type { GrantType } from '#domain';
import { noteApproval } from './approvals.js';
import { addressOf } from '../http/caller-address.js';
import { beginIssuance, type Issuance } from './issuance.js';
import { asOAuthError, OAuthError, TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { requireMayIssue } from '../policy/issue-policy.js';
import { recordIssued } from './record-issued.js';

/**
 * Answers a token request: policy first, then the grant's handler, then the user's approvals and the inventory, durably; only
 * after that does the answer leave. If the inventory can't be written, no token leaves, and what was used up for it is given back.
 * @throws an OAuth error
 */
export async function issue(
  org: OrgIssuer,
  grantType: string,
  ctx: OidcKoaContext,
  mint: GrantHandler,
): Promise<void> {
  const address = addressOf(ctx);
  const issuance = beginIssuance(ctx, org.rpos(), address);
  try {
    const clientId = ctx.oidc.client?.clientId ?? '';
    await requireMayIssue(org, { clientId, grantType: grantType as GrantType, address });
    await mint(ctx);
    await noteApproval(org, ctx.oidc.entities, issuance);
    await recordIssued(org, issuance);
  } catch (error) {
    ctx.body = undefined;
    const answer = asOAuthError(error);
    // A refusal by a rule keeps what was used up as used.
    const refused = error instanceof OAuthError && !(error instanceof TemporarilyUnavailableError);
    if (!refused) await giveBack(org, issuance);
    throw answer;
  }
}

/** Undoes a consumption whose answer never left: it must not look like theft when the client tries again. */
async function giveBack(org: OrgIssuer, { redeemed, refresh }: Issuance): Promise<void> {
  if (redeemed?.first !== true) return;
  try {
    await org.storage.release(redeemed.key, redeemed.consumedAtMs);
    // The successor of a refresh token stays: the next attempt, and a racing one, come to the same.
    if (redeemed.key.model === 'AuthorizationCode' && refresh !== undefined)
      await org.storage.destroy(refresh.key);
  } catch (error) {
    org.ports.log.warn(
      { err: error, orgId: org.orgId, model: redeemed.key.model },
      'a consumption could not be undone',
    );
  }
}
