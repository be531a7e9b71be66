import { type Client, errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { isBlocked, judge, type JudgedClaims, OWN_ISSUER_TRUST, type Verdict } from '#domain';
import { type OwnAccessToken, readOwnAccessToken } from '#platform';
import { authenticateClient } from '../clients/client-authentication.js';
import { registeredScopes } from '../clients/scopes.js';
import { judgeGrant } from '../grants/grant-verdict.js';
import { hasEnded, isIdle } from '../grants/lifetimes.js';
import { addressOf } from '../http/caller-address.js';
import { readForm, requireToken } from '../http/form.js';
import type { IssuerMiddleware } from '../http/middleware.js';
import { sendOAuthError } from '../http/send-error.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { claimsOf, consumeOneTimeToken, findOneTimeToken } from '../password-grant/one-time-token.js';
import { refuseClient, reportDenial } from '../policy/issue-policy.js';
import { findOwnRefreshToken } from '../presented-tokens/own-refresh-token.js';

/** Scope that a client must be registered for to introspect other clients' tokens. */
export const INTROSPECT_SCOPE = 'tokens:introspect';

type Answer = { readonly active: false } | ({ readonly active: true } & Readonly<Record<string, unknown>>);

const INACTIVE: Answer = { active: false };

/**
 * Token introspection (RFC 7662) of JWT access tokens, one-time tokens and refresh tokens.
 *
 * A confidential client may ask about its own tokens and, where it is registered for the scope `tokens:introspect`, about everybody's. A
 * token that isn't known, isn't active, or that the caller may not ask about gets one and the same answer, `{"active":false}`
 * (section 2.2).
 */
export function introspection(org: OrgIssuer, provider: Provider): IssuerMiddleware {
  return async (ctx, next) => {
    if (ctx.path !== '/token/introspection' || ctx.method !== 'POST') return next();
    ctx.set('cache-control', 'no-store');
    try {
      const form = await readForm(ctx.req);
      const caller = await authenticateClient(provider, ctx, form);
      await requireMayIntrospect(org, ctx, caller);
      ctx.body = await introspect(org, provider, caller, requireToken(form));
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}

async function requireMayIntrospect(org: OrgIssuer, ctx: KoaContextWithOIDC, caller: Client): Promise<void> {
  const { clientId, clientAuthMethod } = caller;
  if (clientAuthMethod === 'none') throw new errors.InvalidClientAuth('a public client may not introspect');
  if (!isBlocked(org.state().revocations, clientId)) return;
  await reportDenial(org, { clientId, reason: 'blocked', address: addressOf(ctx) });
  throw refuseClient('blocked');
}

async function introspect(org: OrgIssuer, provider: Provider, caller: Client, text: string): Promise<Answer> {
  const access = await readOwnAccessToken(org, text);
  if (access !== null) return introspectAccess(org, caller, access);
  return (await introspectOneTime(org, caller, text)) ?? introspectRefresh(org, provider, caller, text);
}

function mayAskAbout(caller: Client, ownerId: string): boolean {
  return caller.clientId === ownerId || registeredScopes(caller).includes(INTROSPECT_SCOPE);
}

async function introspectAccess(org: OrgIssuer, caller: Client, token: OwnAccessToken): Promise<Answer> {
  const { claims, payload } = token;
  if (!mayAskAbout(caller, claims.clientId)) return INACTIVE;
  const verdict = await verdictOn(org, claims);
  return verdict.active ? { ...payload, active: true, token_type: 'Bearer' } : INACTIVE;
}

/**
 * The first answer to somebody who may ask consumes a one-time token, whatever that answer is. Of callers that race, one is the first.
 * @returns `null` where it is no one-time token, is used up, or the caller may not ask about it
 */
async function introspectOneTime(org: OrgIssuer, caller: Client, text: string): Promise<Answer | null> {
  const token = await findOneTimeToken(org, text);
  if (token === null || !mayAskAbout(caller, token.clientId)) return null;
  if (!(await consumeOneTimeToken(org, text))) return INACTIVE;
  const { clientId, userId, scope, resource, tokenId, rpos, iat, exp } = token;
  if (!(await verdictOn(org, claimsOf(org, token))).active) return INACTIVE;
  return {
    active: true,
    iss: org.issuer,
    client_id: clientId,
    sub: userId,
    ...(scope === '' ? {} : { scope }),
    aud: resource,
    iat,
    exp,
    jti: tokenId,
    rpos,
    token_type: 'Bearer',
    // Our own addition to the RFC's members: from now on the answer is `{"active":false}`.
    consumed: true,
  };
}

async function introspectRefresh(
  org: OrgIssuer,
  provider: Provider,
  caller: Client,
  text: string,
): Promise<Answer> {
  const found = await findOwnRefreshToken(org, provider, text);
  if (found?.grant === undefined || found.consumed || !mayAskAbout(caller, found.token.clientId))
    return INACTIVE;
  const { token, grant } = found;
  const { clientId, iat, usedAtMs = iat * 1000 } = token;
  if (!judgeGrant(org, grant, token.sessionUid, token.tokenId).active) return INACTIVE;
  if (hasEnded(org, grant) || isIdle(org, clientId, usedAtMs)) return INACTIVE;
  return {
    active: true,
    iss: org.issuer,
    client_id: clientId,
    sub: token.accountId,
    scope: token.scope,
    iat,
    exp: token.exp,
    jti: token.tokenId,
    grant_id: token.grantId,
    sid: token.sessionUid,
  };
}

/** The verdict of the shared index where that surely knows, else of the live fold. */
async function verdictOn(org: OrgIssuer, claims: JudgedClaims): Promise<Verdict> {
  const found = (await org.ports.revocationIndex?.lookup(org.orgId, claims, org.now())) ?? 'unknown';
  return found === 'unknown' ? judge(org.state().revocations, claims, OWN_ISSUER_TRUST, org.now()) : found;
}
