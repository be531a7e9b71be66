import type { KoaContextWithOIDC } from 'oidc-provider';

/**
 * A Koa middleware of the issuer. It runs before the library's router, which fills in `ctx.oidc`: that can be read only after `next()`,
 * and only for the library's own paths.
 */
export type IssuerMiddleware = (ctx: KoaContextWithOIDC, next: () => Promise<unknown>) => Promise<unknown>;
