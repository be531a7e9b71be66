import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { mayIssue } from '#domain';
import { addressOf } from '../http/caller-address.js';
import type { IssuerMiddleware } from '../http/middleware.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { refuseRequest, reportDenial } from '../policy/issue-policy.js';
import { wasAsked } from './prompt-policy.js';
import { sendBrowserError } from '../http/send-error.js';

const PATH = '/auth';
const CLIENT_ID = /^[\x21-\x7e]{1,128}$/;
/** Unknown apps that are written down per organisation and minute: anybody can make their names up. */
const MOST_UNKNOWN = { points: 60, duration: 60 };

/**
 * Asks the policy about authorization requests that were refused before it could be, since their redirect URI is not the app's,
 * or the app isn't known: those are denials all the same. They are shown to the person, and never lead anywhere.
 */
export function authorizationDenials(org: OrgIssuer): IssuerMiddleware {
  const unknown = new RateLimiterMemory(MOST_UNKNOWN);
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

async function deny(org: OrgIssuer, ctx: KoaContextWithOIDC, unknown: RateLimiterMemory): Promise<void> {
  const clientId = ctx.oidc.client?.clientId ?? clientIdIn(ctx.oidc);
  if (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)) return;
  const address = addressOf(ctx);
  const state = org.state();
  const answer = mayIssue(state, { clientId, grantType: 'authorization_code', address });
  if (answer.allowed) return;
  if (state.apps.has(clientId) || (await mayNote(unknown, org.orgId)))
    await reportDenial(org, { clientId, reason: answer.denial, address });
  throw refuseRequest(answer.denial);
}

/** There are no parameters where they could not be read. */
function clientIdIn({ params }: { readonly params?: Readonly<Record<string, unknown>> }): unknown {
  return params?.['client_id'];
}

async function mayNote(limiter: RateLimiterMemory, orgId: string): Promise<boolean> {
  try {
    await limiter.consume(orgId);
    return true;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return false;
    throw refused;
  }
}
