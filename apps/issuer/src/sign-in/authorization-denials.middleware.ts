import type { KoaContextWithOIDC } from 'oidc-provider';
import { mayIssue } from '#domain';
import { RateLimiter } from '#platform';
import { addressOf } from '../http/caller-address.js';
import type { IssuerMiddleware } from '../http/middleware.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { refuseRequest, reportDenial } from '../policy/issue-policy.js';
import { wasAsked } from './prompt-policy.js';
import { sendBrowserError } from '../http/send-error.js';

const PATH = '/auth';
const CLIENT_ID = /^[\x21-\x7e]{1,128}$/;
/** How many denials of unknown apps are reported per organisation and minute: anybody can send made-up client ids. */
const UNKNOWN_APPS_LIMIT = { points: 60, windowS: 60 };

/**
 * Reports denials for authorization requests that the library refuses before the policy is asked: those of an unknown app, and those with a
 * redirect URI that the app didn't register. The user sees an error page and is redirected nowhere.
 */
export function authorizationDenials(org: OrgIssuer): IssuerMiddleware {
  const unknown = new RateLimiter(UNKNOWN_APPS_LIMIT);
  return async (ctx, next) => {
    await next();
    if (
      ctx.path !== PATH ||
      ctx.status !== 400 ||
      wasAsked(ctx) ||
      ctx.oidc.redirectUriCheckPerformed === true
    )
      return;
    try {
      await deny(org, ctx, unknown);
    } catch (error) {
      sendBrowserError(org, ctx, error);
    }
  };
}

async function deny(org: OrgIssuer, ctx: KoaContextWithOIDC, unknown: RateLimiter): Promise<void> {
  const clientId = ctx.oidc.client?.clientId ?? clientIdIn(ctx.oidc);
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)) return;
  const address = addressOf(ctx);
  const state = org.state();
  const answer = mayIssue(state, { clientId, grantType: 'authorization_code', address });
  if (answer.allowed) return;
  if (state.apps.has(clientId) || (await unknown.count(org.orgId)))
    await reportDenial(org, { clientId, reason: answer.denial, address });
  throw refuseRequest(answer.denial);
}

/** The library sets no parameters where it could not read the request. */
function clientIdIn({ params }: { readonly params?: Readonly<Record<string, unknown>> }): unknown {
  return params?.['client_id'];
}
