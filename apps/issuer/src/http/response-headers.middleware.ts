import { problem, PROBLEM_MEDIA_TYPE } from '#contracts';
import type { IssuerMiddleware } from './middleware.js';

const RETRY_AFTER_S = 1;

/** Sets the headers that every answer has, and answers 404 for paths that nobody handled. */
export const responseHeaders: IssuerMiddleware = async (ctx, next) => {
  ctx.set('x-content-type-options', 'nosniff');
  ctx.set('referrer-policy', 'no-referrer');
  // Our own pages replace this by a stricter policy. The library's one page adds the hash of its script to it.
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
