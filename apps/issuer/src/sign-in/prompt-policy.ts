import { type Client, errors, type Grant, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { OWN_SCOPES, scopesFor } from '../clients/scopes.js';
import { splitScope } from '#domain';
import { judgeGrant, judgeSession } from '../grants/grant-verdict.js';
import { hasEnded } from '../grants/lifetimes.js';
import { addressOf } from '../http/caller-address.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { refuseRequest, requireMayIssue } from '../policy/issue-policy.js';

const { base, Check } = interactionPolicy;
const asked = new WeakSet<object>();

/** Whether the policy was asked about an authorization request. It wasn't where the library refused the request earlier. */
export function wasAsked(ctx: object): boolean {
  return asked.has(ctx);
}

/**
 * The library's prompts, with checks of ours in front: whether the app may have tokens is asked before anybody signs in; whether the user
 * may, and whether any scope is left for that user, is asked before consent.
 */
export function promptPolicy(org: OrgIssuer): interactionPolicy.DefaultPolicy {
  const policy = base();
  const login = promptOf(policy, 'login').checks;
  login.add(
    requirement('app_allowed', 'the app may not have a token', (ctx) => requireApp(org, ctx)),
    0,
  );
  login.add(
    new Check('session_ended', 'the sign-in session has ended', (ctx) =>
      sessionHolds(org, ctx) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
    ),
    1,
  );
  promptOf(policy, 'consent').checks.add(
    requirement('user_allowed', 'the user may not use the app', (ctx) => requireUser(org, ctx)),
    0,
  );
  return policy;
}

function promptOf(
  policy: interactionPolicy.DefaultPolicy,
  name: 'login' | 'consent',
): interactionPolicy.Prompt {
  const prompt = policy.get(name);
  if (prompt === undefined) throw new Error(`The library has no prompt ${name}.`);
  return prompt;
}

/** A check that never prompts: it lets the request go on, or refuses it by throwing. */
function requirement(
  reason: string,
  description: string,
  require: (ctx: KoaContextWithOIDC) => Promise<void>,
): interactionPolicy.Check {
  return new Check(reason, description, async (ctx) => {
    await require(ctx);
    return Check.NO_NEED_TO_PROMPT;
  });
}

async function requireApp(org: OrgIssuer, ctx: KoaContextWithOIDC): Promise<void> {
  const { client, params } = ctx.oidc;
  // The library checked this when the request began; the registration may have changed while a page was open.
  if (client?.redirectUriAllowed(String(params?.['redirect_uri'])) !== true)
    throw new errors.InvalidRedirectUri();
  asked.add(ctx);
  const { clientId } = client;
  const request = { clientId, grantType: 'authorization_code', address: addressOf(ctx) } as const;
  await requireMayIssue(org, request, refuseRequest);
}

async function requireUser(org: OrgIssuer, ctx: KoaContextWithOIDC): Promise<void> {
  const { client, params, session } = ctx.oidc;
  const userId = session?.accountId;
  if (client === undefined || userId === undefined) return;
  const request = { clientId: client.clientId, userId, grantType: 'authorization_code' } as const;
  await requireMayIssue(org, { ...request, address: addressOf(ctx) }, refuseRequest);
  requireScope(org, client, userId, params?.['scope']);
}

function requireScope(org: OrgIssuer, client: Client, userId: string, scope: unknown): void {
  const allowed = [...OWN_SCOPES, ...scopesFor(org.state(), client, userId)];
  const requested = splitScope(typeof scope === 'string' ? scope : '');
  if (!requested.some((each) => allowed.includes(each)))
    throw new errors.AccessDenied('The user holds none of the permissions that the app asks for.');
}

/** Whether the sign-in session may go on: nobody is signed in yet, or the session and its user still hold. */
function sessionHolds(org: OrgIssuer, { oidc: { session } }: KoaContextWithOIDC): boolean {
  if (session?.accountId === undefined) return true;
  return org.state().users.has(session.accountId) && judgeSession(org, session).active;
}

/** The grant that the user gave the app before; `undefined`, so that consent is asked for, where there is none that still holds. */
export async function loadLivingGrant(org: OrgIssuer, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { session, result, client, provider } = ctx.oidc;
  if (session === undefined || client === undefined) return undefined;
  const { clientId } = client;
  const grantId = result?.consent?.grantId ?? session.grantIdFor(clientId);
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (grant?.accountId !== session.accountId || grant?.clientId !== clientId) return undefined;
  return judgeGrant(org, grant, session.uid).active && !hasEnded(org, grant) ? grant : undefined;
}
