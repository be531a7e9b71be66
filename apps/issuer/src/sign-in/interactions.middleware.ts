import {
  errors,
  type Interaction,
  type InteractionResults,
  type KoaContextWithOIDC,
  type Provider,
} from 'oidc-provider';
import type { AppState, OrgState } from '#domain';
import { readForm } from '../http/form.js';
import type { IssuerMiddleware } from '../http/middleware.js';
import { sendBrowserError } from '../http/send-error.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { consentPage, type RequestedAccess } from '../pages/consent.page.js';
import { contentSecurityPolicy, formTargetOf } from '../pages/html.js';
import { consentNotices, signInNotices } from '../pages/notices.js';
import { signInPage } from '../pages/sign-in.page.js';

const PATH = /^\/interaction\/([\w-]{1,64})$/;

/**
 * Serves the sign-in and consent pages. A page is shown only to the browser that has its cookie, which is signed, bound to the page's path
 * and `SameSite`; so no other site can send its form.
 */
export function interactions(org: OrgIssuer, provider: Provider): IssuerMiddleware {
  return async (ctx, next) => {
    const uid = PATH.exec(ctx.path)?.[1];
    const known = ctx.method === 'GET' || ctx.method === 'HEAD' || ctx.method === 'POST';
    if (uid === undefined || !known) return next();
    ctx.set('cache-control', 'no-store');
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      if (interaction.uid !== uid) throw new errors.SessionNotFound('This page belongs to another sign-in.');
      if (ctx.method === 'POST') await submit(org, provider, ctx, interaction);
      else await show(org, provider, ctx, interaction);
    } catch (error) {
      sendBrowserError(org, ctx, error);
    }
  };
}

async function submit(
  org: OrgIssuer,
  provider: Provider,
  ctx: KoaContextWithOIDC,
  interaction: Interaction,
): Promise<void> {
  if (ctx.get('sec-fetch-site') === 'cross-site')
    throw new errors.AccessDenied('The form was sent by another site.');
  // Read before the password is checked, so that a revocation that comes in meanwhile covers the session and the grant.
  const rpos = org.rpos();
  const form = await readForm(ctx.req);
  const action = form.get('action');
  const { name } = interaction.prompt;
  if (action === 'cancel') {
    const cancelled = { error: 'access_denied', error_description: 'The user did not agree.' };
    return finish(provider, ctx, cancelled);
  }
  if (name === 'login' && action === 'sign-in') return signIn(org, provider, ctx, interaction, form, rpos);
  if (name === 'consent' && action === 'allow') {
    return finish(provider, ctx, { consent: { grantId: await grantFor(org, provider, interaction, rpos) } });
  }
  throw new errors.InvalidRequest('This form does not belong to the page that is open now.');
}

async function signIn(
  org: OrgIssuer,
  provider: Provider,
  ctx: KoaContextWithOIDC,
  interaction: Interaction,
  form: ReadonlyMap<string, string>,
  rpos: string,
): Promise<void> {
  const username = form.get('username')?.trim() ?? '';
  const password = form.get('password') ?? '';
  const complete = username !== '' && password !== '';
  const user = complete ? await org.ports.users.verifyPassword(org.orgId, username, password) : null;
  if (user !== null && org.state().users.has(user.userId)) {
    return finish(provider, ctx, { login: { accountId: user.userId, rpos } });
  }
  const problem = complete ? 'Name or password is wrong.' : 'Enter your name and your password.';
  ctx.status = 400;
  await showSignIn(org, provider, ctx, interaction, { username, problem });
}

/** Adds the access that the user allowed to the grant that the app already has from the user, or to a new one. */
async function grantFor(
  org: OrgIssuer,
  provider: Provider,
  interaction: Interaction,
  rpos: string,
): Promise<string> {
  const { session, prompt, params, grantId } = interaction;
  if (session === undefined) throw new errors.SessionNotFound('Nobody is signed in.');
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const clientId = String(params['client_id']);
  const grant = known ?? new provider.Grant({ accountId: session.accountId, clientId });
  grant.rpos ??= rpos;
  if (known === undefined) grant.begunAtMs = org.now();
  const { identity, access } = requestedIn(prompt.details);
  if (identity.length > 0) grant.addOIDCScope(identity.join(' '));
  for (const { resource, scopes } of access) grant.addResourceScope(resource, scopes.join(' '));
  return grant.save();
}

async function finish(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  result: InteractionResults,
): Promise<void> {
  const merged = { mergeWithLastSubmission: result.error === undefined };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, merged));
  ctx.status = 303;
}

async function show(
  org: OrgIssuer,
  provider: Provider,
  ctx: KoaContextWithOIDC,
  interaction: Interaction,
): Promise<void> {
  const { prompt, session } = interaction;
  if (prompt.name === 'login') return showSignIn(org, provider, ctx, interaction, { username: '' });
  if (prompt.name !== 'consent' || session === undefined) {
    throw new errors.InvalidRequest('The app asked for an interaction that this issuer has no page for.');
  }
  const { identity, access } = requestedIn(prompt.details);
  const userName = (await org.ports.users.displayName(org.orgId, session.accountId)) ?? session.accountId;
  const appName = await appNameOf(provider, interaction);
  const state = org.state();
  const notices = consentNotices(state, appIn(state, interaction), session.accountId, org.now());
  const view = { appName, userName, identity: identity.includes('openid'), access, notices };
  send(ctx, interaction, consentPage(view));
}

async function showSignIn(
  org: OrgIssuer,
  provider: Provider,
  ctx: KoaContextWithOIDC,
  interaction: Interaction,
  entered: { username: string; problem?: string },
): Promise<void> {
  const state = org.state();
  const orgName = state.name ?? org.orgId;
  const appName = await appNameOf(provider, interaction);
  const notices = signInNotices(state, appIn(state, interaction), org.now());
  send(ctx, interaction, signInPage({ appName, orgName, notices, ...entered }));
}

function appIn({ apps }: OrgState, { params }: Interaction): AppState | undefined {
  return apps.get(String(params['client_id']));
}

function send(ctx: KoaContextWithOIDC, interaction: Interaction, body: string): void {
  ctx.set('content-security-policy', contentSecurityPolicy(formTargetOf(interaction.params['redirect_uri'])));
  ctx.type = 'html';
  ctx.body = body;
}

async function appNameOf(provider: Provider, { params }: Interaction): Promise<string> {
  const clientId = String(params['client_id']);
  const client = await provider.Client.find(clientId);
  return client?.clientName ?? clientId;
}

/** The access that the app asks for and that the grant lacks so far, as the library's consent prompt found out. */
function requestedIn(details: Record<string, unknown>): {
  identity: readonly string[];
  access: readonly RequestedAccess[];
} {
  const { missingOIDCScope, missingResourceScopes } = details as {
    missingOIDCScope?: readonly string[];
    missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
  };
  const access = Object.entries(missingResourceScopes ?? {}).map(([resource, scopes]) => ({
    resource,
    scopes,
  }));
  return { identity: missingOIDCScope ?? [], access };
}
