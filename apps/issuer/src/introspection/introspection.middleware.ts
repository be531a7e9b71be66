import {
  errors,
  type KoaMiddleware,
  type OidcClient,
  type OidcKoaContext,
  type Provider,
} from 'oidc-provider';
import { isBlocked, judge, type JudgedClaims, OWN_ISSUER_TRUST, type Verdict } from '#domain';
import { addressOf } from '../http/caller-address.js';
import { hasEnded, isIdle } from '../grants/lifetimes.js';
import { claimsOf, consumeOneTimeToken, findOneTimeToken } from '../password-grant/one-time-token.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { judgeGrant, refuseClient, reportDenial } from '../policy/issue-policy.js';
import { registeredScopes } from '../clients/scopes.js';
import { authenticateClient } from '../clients/client-authentication.js';
import { readForm } from '../http/form.js';
import { type OwnAccessToken, readOwnAccessToken } from '../presented-tokens/own-access-token.js';
import { findOwnRefreshToken } from '../presented-tokens/own-refresh-token.js';
import { sendOAuthError } from '../http/send-error.js';

/** Scope that a client must be registered for to introspect other clients' tokens. */
export const INTROSPECT_SCOPE = 'tokens:introspect';

type Answer = { readonly active: false } | ({ readonly active: true } & Readonly<Record<string, unknown>>);

const INACTIVE: Answer = { active: false };

/**
 * Token introspection (RFC 7662) of JWT access tokens, one-time tokens and refresh tokens. A confidential client may ask about its own tokens,
 * and about everyone's if it is registered for the scope `tokens:introspect`. Everything that isn't known, isn't active or
 * isn't the caller's business gets the same `{"active":false}` (section 2.2).
 */
export function introspection(org: OrgIssuer, provider: Provider): KoaMiddleware {
  return async (ctx, next) => {
    if (ctx.path !== '/token/introspection' || ctx.method !== 'POST') return next();
    ctx.set('cache-control', 'no-store');
    try {
      ctx.body = await introspect(org, provider, ctx);
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}

async function introspect(org: OrgIssuer, provider: Provider, ctx: OidcKoaContext): Promise<Answer> {
  const form = await readForm(ctx.req);
  const caller = await authenticateClient(provider, ctx, form);
  if (caller.clientAuthMethod === 'none')
    throw new errors.InvalidClientAuth('a public client may not introspect');
  await requireUnblocked(org, ctx, caller);
  const text = form.get('token');
  if (text === undefined || text === '') throw new errors.InvalidRequest('The parameter token is missing.');
  const access = await readOwnAccessToken(org, text);
  if (access !== null)
    return mayAsk(caller, access.claims.clientId) ? introspectAccess(org, access) : INACTIVE;
  return (await introspectOnce(org, caller, text)) ?? introspectRefresh(org, provider, caller, text);
}

async function requireUnblocked(
  org: OrgIssuer,
  ctx: OidcKoaContext,
  { clientId }: OidcClient,
): Promise<void> {
  if (!isBlocked(org.state().revocations, clientId)) return;
  await reportDenial(org, { clientId, reason: 'blocked', address: addressOf(ctx) });
  throw refuseClient('blocked');
}

function mayAsk(caller: OidcClient, ownerId: string): boolean {
  return caller.clientId === ownerId || registeredScopes(caller).includes(INTROSPECT_SCOPE);
}

async function introspectAccess(org: OrgIssuer, { claims, payload }: OwnAccessToken): Promise<Answer> {
  const verdict = await verdictOn(org, claims);
  return verdict.active ? { ...payload, active: true, token_type: 'Bearer' } : INACTIVE;
}

/** The index answers where it is sure; the live fold otherwise. */
async function verdictOn(org: OrgIssuer, claims: JudgedClaims): Promise<Verdict> {
  const found = (await org.ports.revocationIndex?.lookup(org.orgId, claims, org.now())) ?? 'unknown';
  return found === 'unknown' ? judge(org.state().revocations, claims, OWN_ISSUER_TRUST, org.now()) : found;
}

/**
 * A one-time token is consumed by the first answer to somebody who may ask, whatever that answer is; of callers that race one
 * gets it. `null`: it is no one-time token, or one that is used up.
 */
async function introspectOnce(org: OrgIssuer, caller: OidcClient, text: string): Promise<Answer | null> {
  const token = await findOneTimeToken(org, text);
  if (token === null || !mayAsk(caller, token.clientId)) return null;
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
    // Not one of the RFC's: whoever asks again gets `{"active":false}`.
    consumed: true,
  };
}

async function introspectRefresh(
  org: OrgIssuer,
  provider: Provider,
  caller: OidcClient,
  text: string,
): Promise<Answer> {
  const found = await findOwnRefreshToken(org, provider, text);
  if (found?.grant === undefined || found.consumed || !mayAsk(caller, found.token.clientId)) return INACTIVE;
  const { token, grant } = found;
  if (!judgeGrant(org, grant, token.sessionUid, token.tokenId).active || hasEnded(org, grant))
    return INACTIVE;
  if (isIdle(org, token.clientId, token.usedAtMs ?? (token.iat ?? 0) * 1000)) return INACTIVE;
  return {
    active: true,
    iss: org.issuer,
    client_id: token.clientId,
    sub: token.accountId,
    scope: token.scope,
    iat: token.iat,
    exp: token.exp,
    jti: token.tokenId,
    grant_id: token.grantId,
    sid: token.sessionUid,
  };
}
