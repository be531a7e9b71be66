import type { IssuerMiddleware } from '../http/middleware.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { servedKeys } from './signing-keys.js';
import { sendOAuthError } from '../http/send-error.js';

/** How long a verifier without a feed may keep the keys, and so miss a rotation, s. */
const MAX_AGE_S = 60;
const MARGIN_MS = 60_000;

/** Serves the issuer's JWKS. Which retired keys belong in it depends on the time; the library's own route serves all of them. */
export function jwks(org: OrgIssuer): IssuerMiddleware {
  const { accessTokenS, idTokenS } = org.options.lifetimes;
  const longestMs = Math.max(accessTokenS, idTokenS) * 1000 + MARGIN_MS;
  return async (ctx, next) => {
    if (ctx.path !== '/jwks' || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    try {
      ctx.body = { keys: servedKeys(org.state().keys, org.now(), longestMs) };
      ctx.type = 'application/jwk-set+json; charset=utf-8';
      ctx.set('cache-control', `public, max-age=${String(MAX_AGE_S)}`);
      ctx.set('access-control-allow-origin', '*');
    } catch (error) {
      sendOAuthError(org, ctx, error);
    }
  };
}
