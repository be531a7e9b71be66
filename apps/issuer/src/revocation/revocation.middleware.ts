import { type Client, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { decideRevokeToken, KEEP_MARGIN_MS } from '#domain';
import { type OwnAccessToken, readOwnAccessToken } from '#platform';
import { isAppOrigin } from '../clients/app-origin.js';
import { authenticateClient } from '../clients/client-authentication.js';
import { revokeGrant } from '../grants/revoke-grant.js';
import { readForm, requireToken } from '../http/form.js';
import type { IssuerMiddleware } from '../http/middleware.js';
import { sendOAuthError } from '../http/send-error.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { endOneTimeToken, findOneTimeToken } from '../password-grant/one-time-token.js';
import { findOwnRefreshToken } from '../presented-tokens/own-refresh-token.js';

const REASON = 'The client revoked it.';

/**
 * Token revocation (RFC 7009) of JWT access tokens, one-time tokens and refresh tokens, by the client that they were issued to.
 *
 * 200 means that the decision is in the log. For a one-time token, which no edge accepts, it means that the token is removed. A token
 * that isn't known, or isn't the client's, is answered 200 as well and nothing happens (section 2.2).
 */
export function revocation(org: OrgIssuer, provider: Provider): IssuerMiddleware {
  return async (ctx, next) => {
    if (ctx.path !== '/token/revocation' || ctx.method !== 'POST') return next();
    ctx.set('cache-control', 'no-store');
    try {
      const form = await readForm(ctx.req);
      const client = await authenticateClient(provider, ctx, form);
      allowOrigin(ctx, client);
      await revoke(org, provider, client, requireToken(form));
      ctx.status = 200;
      ctx.body = '';
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}

async function revoke(org: OrgIssuer, provider: Provider, { clientId }: Client, text: string): Promise<void> {
  const access = await readOwnAccessToken(org, text);
  if (access !== null) return revokeAccess(org, clientId, access);
  const oneTime = await findOneTimeToken(org, text);
  if (oneTime === null) return revokeRefresh(org, provider, clientId, text);
  if (oneTime.clientId === clientId) await endOneTimeToken(org, text);
}

async function revokeAccess(org: OrgIssuer, clientId: string, { claims }: OwnAccessToken): Promise<void> {
  if (claims.clientId !== clientId) return;
  const { jti, exp = 0 } = claims;
  // For an expired token no decision is written, which every edge would have to keep. The margin is for edges whose clocks are late.
  if (exp * 1000 + KEEP_MARGIN_MS <= org.now()) return;
  const command = { iss: org.issuer, jti, covers: ['access'], reason: REASON } as const;
  const actor = { kind: 'client', id: clientId } as const;
  await org.ports.decisions.decide(org.orgId, (state) => decideRevokeToken(state, command), { actor });
}

/** Revokes the token's grant. A token that rotation has replaced names its grant, too: who presents it wants the access to end. */
async function revokeRefresh(
  org: OrgIssuer,
  provider: Provider,
  clientId: string,
  text: string,
): Promise<void> {
  const token = (await findOwnRefreshToken(org, provider, text))?.token;
  if (token?.clientId !== clientId || token.grantId === undefined) return;
  await revokeGrant(org, token.grantId, { actor: { kind: 'client', id: clientId } }, REASON);
}

/** Lets a browser app read the answer from its own origin (CORS). */
function allowOrigin(ctx: KoaContextWithOIDC, client: Client): void {
  const origin = ctx.get('origin');
  if (origin === '' || !isAppOrigin(client, origin)) return;
  ctx.vary('Origin');
  ctx.set('access-control-allow-origin', origin);
}
