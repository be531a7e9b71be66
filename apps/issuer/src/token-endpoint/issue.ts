import type { CanBePromise, TokenEndpointGrantContext } from 'oidc-provider';
import type { GrantType } from '#domain';
import { noteApproval } from './approvals.js';
import { addressOf } from '../http/caller-address.js';
import { beginIssuance, type Issuance } from './issuance.js';
import { asOAuthError, OAuthError, TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { requireMayIssue } from '../policy/issue-policy.js';
import { recordIssued } from './record-issued.js';

/**
 * Answers a token request: asks the policy, lets the grant type's handler mint, stores the user's approval, and writes the inventory. The
 * answer leaves only after all of that is durable. If the inventory can't be written, no token leaves, and the code or refresh token
 * can be presented again.
 * @param mint the grant type's handler, which writes the response body
 * @throws an OAuth error
 */
export async function issue(
  org: OrgIssuer,
  grantType: string,
  ctx: TokenEndpointGrantContext<object>,
  mint: () => CanBePromise<void>,
): Promise<void> {
  const address = addressOf(ctx);
  const issuance = beginIssuance(ctx, org.rpos(), address);
  try {
    const { clientId } = ctx.oidc.client;
    await requireMayIssue(org, { clientId, grantType: grantType as GrantType, address });
    await mint();
    await noteApproval(org, ctx.oidc.entities, issuance);
    await recordIssued(org, issuance);
  } catch (error) {
    ctx.body = undefined;
    // What a rule refuses stays used up; what failed may be tried again.
    if (!isRefusal(error)) await undoRedemption(org, issuance);
    throw asOAuthError(error);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof OAuthError && !(error instanceof TemporarilyUnavailableError);
}

/** Lets a code or refresh token be redeemed again, since the answer never left: the client's next attempt must not look like a replay. */
async function undoRedemption(org: OrgIssuer, { redeemed, refresh }: Issuance): Promise<void> {
  if (redeemed?.first !== true) return;
  try {
    await org.storage.release(redeemed.key, redeemed.consumedAtMs);
    // The successor of a refresh token is kept: every attempt to rotate the same token comes to the same successor.
    if (redeemed.key.model === 'AuthorizationCode' && refresh !== undefined)
      await org.storage.destroy(refresh.key);
  } catch (error) {
    org.ports.log.warn(
      { err: error, orgId: org.orgId, model: redeemed.key.model },
      'a code or refresh token could not be released after a failed request; presenting it again may be taken for a replay',
    );
  }
}
