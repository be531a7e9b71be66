import { errors, type GrantModel, interactionPolicy, type OidcKoaContext } from 'oidc-provider';
import { addressOf } from '../http/caller-address.js';
import { hasEnded } from '../grants/lifetimes.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { judgeGrant, judgeSession, refuseRequest, requireMayIssue } from '../policy/issue-policy.js';
import { splitScope } from '../clients/split-scope.js';
import { OWN_SCOPES, scopesFor } from '../clients/scopes.js';

const { base, Check } = interactionPolicy;
const asked = new WeakSet<object>();

/** Whether the policy was asked about an authorization request; it isn't where the request was refused before. */
export function wasAsked(ctx: object): boolean {
  return asked.has(ctx);
}

/**
 * The library's prompts, preceded by the policy: about the app before anybody signs in, and about the user, and the scopes left
 * for that user, once it is clear who that is, before consent is asked for.
 */
export function promptPolicy(org: OrgIssuer): object {
  const policy = base();
  const { checks } = policy.get('login');
  checks.add(
    check('app_allowed', 'the app may not have a token', (ctx) => requireApp(org, ctx)),
    0,
  );
  checks.add(
    new Check('session_ended', 'the sign-in session has ended', (ctx) =>
      sessionHolds(org, ctx) ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
    ),
    1,
  );
  policy.get('consent').checks.add(
    check('user_allowed', 'the user may not use the app', (ctx) => requireUser(org, ctx)),
    0,
  );
  return policy;
}

/** A check that prompts for nothing: it lets the request go on, or refuses it. */
function check(reason: string, description: string, require: (ctx: OidcKoaContext) => Promise<void>): object {
  return new Check(reason, description, async (ctx) => {
    await require(ctx);
    return Check.NO_NEED_TO_PROMPT;
  });
}

async function requireApp(org: OrgIssuer, ctx: OidcKoaContext): Promise<void> {
  const { client, params } = ctx.oidc;
  // It was registered when the request began; the registration may have changed while a page was open.
  if (client?.redirectUriAllowed(String(params['redirect_uri'])) !== true)
    throw new errors.InvalidRedirectUri();
  asked.add(ctx);
  const { clientId } = client;
  const request = { clientId, grantType: 'authorization_code', address: addressOf(ctx) } as const;
  await requireMayIssue(org, request, refuseRequest);
}

async function requireUser(org: OrgIssuer, ctx: OidcKoaContext): Promise<void> {
  const { client, params, session } = ctx.oidc;
  const { accountId: userId } = session;
  if (client === undefined || userId === undefined) return;
  const request = { clientId: client.clientId, userId, grantType: 'authorization_code' } as const;
  await requireMayIssue(org, { ...request, address: addressOf(ctx) }, refuseRequest);
  const scope = params['scope'];
  const wanted = splitScope(typeof scope === 'string' ? scope : '');
  const allowed = [...OWN_SCOPES, ...scopesFor(org.state(), client, userId)];
  if (!wanted.some((one) => allowed.includes(one)))
    throw new errors.AccessDenied('The user holds none of the permissions that the app asks for.');
}

/** Nobody is signed in, or somebody still is. */
function sessionHolds(org: OrgIssuer, { oidc: { session } }: OidcKoaContext): boolean {
  if (session.accountId === undefined) return true;
  return org.state().users.has(session.accountId) && judgeSession(org, session).active;
}

/** The grant that the user gave the app before, unless it has ended since: then consent is asked for again. */
export async function loadLivingGrant(org: OrgIssuer, ctx: OidcKoaContext): Promise<GrantModel | undefined> {
  const { session, result, client, provider } = ctx.oidc;
  const clientId = client?.clientId ?? '';
  const grantId = result?.consent?.grantId ?? session.grantIdFor(clientId);
  const grant = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (grant?.accountId !== session.accountId || grant?.clientId !== clientId) return undefined;
  return judgeGrant(org, grant, session.uid).active && !hasEnded(org, grant) ? grant : undefined;
}
