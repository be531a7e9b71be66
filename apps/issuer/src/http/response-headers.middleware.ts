import { problem, PROBLEM_MEDIA_TYPE } from '#contracts';
import type { IssuerMiddleware } from './middleware.js';

const RETRY_AFTER_S = 1;

/** What every answer of the issuer has in common. */
export const responseHeaders: IssuerMiddleware = async (ctx, next) => {
  ctx.set('x-content-type-options', 'nosniff');
  ctx.set('referrer-policy', 'no-referrer');
  // Pages of our own have a stricter one; the library adds the hash of its one script to this.
  ctx.set(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  await next();
  if (ctx.status === 503) ctx.set('retry-after', String(RETRY_AFTER_S));
  if (ctx.status !== 404 || (ctx.body !== undefined && ctx.body !== null)) return;
  ctx.body = JSON.stringify(problem('NOT_FOUND', { detail: 'There is no such resource.' }));
  ctx.type = PROBLEM_MEDIA_TYPE;
  ctx.status = 404;
};
