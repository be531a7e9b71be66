import { type TokenList, type TokenResource } from './token-resource.schema.js';
import type { OrgState, TokenDoc } from '#domain';
import type { Runtime } from '#platform';
import type { Page } from '#read-models';
import { namesOf } from './user-names.js';
import { issuerQuery } from './issuer-query.js';
import { appNameIn, orgOf } from './org-of.js';
import { isIssued, type IssuedToken, statusOf } from './token-status.js';

/** Makes the request by which the caller who looks at a token can revoke it. */
export type RevokeRequest = (token: IssuedToken, org: OrgState) => NonNullable<TokenResource['revoke']>;

/** The request of an administrator. */
export const revokeAsAdministrator: RevokeRequest = ({ tokenId: jti, iss }) => ({
  method: 'POST',
  path: '/tokens/revoke',
  body: { jti, iss },
});

/** The request of the user whose token it is. */
export const revokeAsOwner: RevokeRequest = ({ tokenId, iss }, org) => ({
  method: 'DELETE',
  path: `/connected-apps/tokens/${encodeURIComponent(tokenId)}${issuerQuery(org, iss)}`,
});

/** Tokens as HTTP answers them, with the names of apps and users, judged now. */
export async function tokenResources(
  runtime: Runtime,
  orgId: string,
  tokens: readonly IssuedToken[],
  revoke: RevokeRequest,
): Promise<TokenResource[]> {
  const org = orgOf(runtime, orgId);
  const nowMs = runtime.ambient.now();
  const names = await namesOf(
    runtime,
    orgId,
    tokens.map(({ userId }) => userId),
  );
  return tokens.map((token) => {
    const { status, reason } = statusOf(org, token, nowMs);
    return {
      token_id: token.tokenId,
      iss: token.iss,
      kind: token.kind,
      format: token.format,
      scopes: [...token.scopes],
      issued_at: token.issuedAt,
      last_used_at: token.lastUsedAt ?? token.issuedAt,
      expires_at: token.expiresAt,
      use_count: token.kind === 'refresh' ? token.useCount : 1,
      grant_id: token.grantId,
      session_id: token.sessionId,
      client_id: token.clientId,
      app_name: appNameIn(org, token.clientId),
      user_id: token.userId,
      username: names.get(token.userId) ?? null,
      status,
      status_reason: reason,
      revoke: status === 'active' ? revoke(token, org) : null,
    };
  });
}

/**
 * A page of tokens. Tokens whose issuance was never seen aren't shown. They have no time of issue and so come last in the list: the
 * first of them ends it.
 */
export async function tokenList(
  runtime: Runtime,
  orgId: string,
  { items, next }: Page<TokenDoc>,
  revoke: RevokeRequest,
): Promise<TokenList> {
  const issued = items.map(({ doc }) => doc).filter(isIssued);
  const isLast = next === undefined || issued.length < items.length;
  return {
    tokens: await tokenResources(runtime, orgId, issued, revoke),
    ...(isLast ? {} : { nextCursor: next }),
  };
}
