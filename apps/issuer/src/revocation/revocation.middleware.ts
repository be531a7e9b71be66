import {
  errors,
  type KoaMiddleware,
  type OidcClient,
  type OidcKoaContext,
  type Provider,
} from 'oidc-provider';
import { decideRevokeToken, KEEP_MARGIN_MS } from '#domain';
import { endOneTimeToken, findOneTimeToken } from '../password-grant/one-time-token.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { revokeGrant } from '../grants/revoke-grant.js';
import { isAppOrigin } from '../clients/app-origin.js';
import { authenticateClient } from '../clients/client-authentication.js';
import { readForm } from '../http/form.js';
import { readOwnAccessToken } from '../presented-tokens/own-access-token.js';
import { findOwnRefreshToken } from '../presented-tokens/own-refresh-token.js';
import { sendOAuthError } from '../http/send-error.js';

/**
 * Token revocation (RFC 7009) of JWT access tokens, one-time tokens and refresh tokens, by the client that they were issued to.
 * 200 means that the decision is in the log, or that the one-time token, which no edge accepts, is gone; it also answers what isn't known, or isn't the client's, without any effect (section 2.2).
 */
export function revocation(org: OrgIssuer, provider: Provider): KoaMiddleware {
  return async (ctx, next) => {
    if (ctx.path !== '/token/revocation' || ctx.method !== 'POST') return next();
    ctx.set('cache-control', 'no-store');
    try {
      const form = await readForm(ctx.req);
      const client = await authenticateClient(provider, ctx, form);
      allowOrigin(ctx, client);
      const text = form.get('token');
      if (text === undefined || text === '')
        throw new errors.InvalidRequest('The parameter token is missing.');
      await revoke(org, provider, client, text);
      ctx.status = 200;
      ctx.body = '';
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}

async function revoke(
  org: OrgIssuer,
  provider: Provider,
  { clientId }: OidcClient,
  text: string,
): Promise<void> {
  const actor = { kind: 'client', id: clientId } as const;
  const reason = 'The client revoked it.';
  const access = await readOwnAccessToken(org, text);
  if (access !== null) {
    const { jti, exp = 0 } = access.claims;
    // One that has expired needs no decision that every edge would have to keep. By an edge's clock it may not have, though.
    if (access.claims.clientId !== clientId || exp * 1000 + KEEP_MARGIN_MS <= org.now()) return;
    const command = { iss: org.issuer, jti, covers: ['access'], reason } as const;
    await org.ports.decisions.decide(org.orgId, (state) => decideRevokeToken(state, command), { actor });
    return;
  }
  const once = await findOneTimeToken(org, text);
  if (once !== null) {
    if (once.clientId === clientId) await endOneTimeToken(org, text);
    return;
  }
  const refresh = await findOwnRefreshToken(org, provider, text);
  // A refresh token that was rotated still names its grant: who presents it wants the access to end.
  if (refresh?.token.clientId !== clientId || refresh.token.grantId === undefined) return;
  await revokeGrant(org, refresh.token.grantId, { actor }, reason);
}

function allowOrigin(ctx: OidcKoaContext, client: OidcClient): void {
  const origin = ctx.get('origin');
  if (origin === '' || !isAppOrigin(client, origin)) return;
  ctx.vary('Origin');
  ctx.set('access-control-allow-origin', origin);
}
