import type { IssuerMiddleware } from '../http/middleware.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { sendOAuthError } from '../http/send-error.js';

const PATHS = new Set(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']);

/** Lists in the metadata (RFC 8414 section 2) the grant types that the organisation allows now. */
export function metadata(org: OrgIssuer): IssuerMiddleware {
  return async (ctx, next) => {
    await next();
    if (!PATHS.has(ctx.path) || typeof ctx.body !== 'object' || ctx.body === null) return;
    try {
      const { allowedGrantTypes } = org.state().settings;
      ctx.body = { ...ctx.body, grant_types_supported: allowedGrantTypes };
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}
