import type { KoaContextWithOIDC } from 'oidc-provider';
import { renderErrorPage } from '../pages/error.page.js';
import { asOAuthError, OAuthError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';

interface PublicError {
  readonly status: number;
  readonly error: string;
  readonly error_description?: string;
}

/** Answers with an OAuth error as JSON (RFC 6749 section 5.2). Details that aren't meant for the caller are only logged. */
export function sendOAuthError(org: OrgIssuer, ctx: KoaContextWithOIDC, thrown: unknown): void {
  const { status, ...body } = publicError(org, thrown);
  ctx.status = status;
  ctx.body = body;
  if (status === 401) ctx.set('www-authenticate', `Basic realm="${org.issuer}", error="${body.error}"`);
}

/** Answers with an error page. Details that aren't meant for the caller are only logged. */
export function sendBrowserError(org: OrgIssuer, ctx: KoaContextWithOIDC, thrown: unknown): void {
  const { status, ...body } = publicError(org, thrown);
  ctx.status = status;
  renderErrorPage(ctx, body);
}

function publicError(org: OrgIssuer, thrown: unknown): PublicError {
  const error = asOAuthError(thrown);
  if (error instanceof OAuthError && error.expose) {
    if (error.cause !== undefined)
      org.ports.log.error({ err: error.cause, orgId: org.orgId }, 'a request could not be answered');
    const description = error.error_description;
    const body = { status: error.statusCode, error: error.error };
    return description === undefined ? body : { ...body, error_description: description };
  }
  org.ports.log.error({ err: thrown, orgId: org.orgId }, 'a request failed');
  return { status: 500, error: 'server_error', error_description: 'The request failed inside the issuer.' };
}
