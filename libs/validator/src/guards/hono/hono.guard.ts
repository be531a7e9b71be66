import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { refusalResponse } from '../shared/refusal-response.js';

/**
 * The part of Hono's context that is needed.
 *
 * @example
 * ```ts
 * import { type HonoContextLike, rescindHono } from '@rescind/validator/hono';
 *
 * const guard = rescindHono(validator);
 * export const first = (context: HonoContextLike) => guard(context, () => Promise.resolve());
 * ```
 */
export interface HonoContextLike {
  readonly req: { readonly raw: Request };
  set(key: 'token', value: VerifiedToken): void;
}

/**
 * What Hono's handlers find in `c.get('token')`: give it as `Variables` of the app's type.
 *
 * @example
 * ```ts
 * import type { HonoTokenVariables } from '@rescind/validator/hono';
 * import { Hono } from 'hono';
 *
 * export const app = new Hono<{ Variables: HonoTokenVariables }>();
 * ```
 */
export interface HonoTokenVariables {
  token: VerifiedToken;
}

/**
 * A Hono middleware.
 *
 * @example
 * ```ts
 * import { type HonoMiddleware, rescindHono } from '@rescind/validator/hono';
 *
 * export const readers: HonoMiddleware = rescindHono(validator, { scope: 'orders:read' });
 * ```
 */
export type HonoMiddleware = (
  context: HonoContextLike,
  next: () => Promise<void>,
) => Promise<Response | undefined>;

/**
 * Guards what comes after it; `c.get('token')` is the verified token there.
 *
 * @example
 * ```ts
 * import { type HonoTokenVariables, rescindHono } from '@rescind/validator/hono';
 * import { Hono } from 'hono';
 *
 * const app = new Hono<{ Variables: HonoTokenVariables }>();
 * app.use('/orders/*', rescindHono(validator, { scope: 'orders:read' }));
 * app.get('/orders', (c) => c.json({ for: c.get('token').clientId }));
 * ```
 */
export function rescindHono(validator: Validator, options?: GuardOptions): HonoMiddleware {
  return async (context, next) => {
    try {
      context.set('token', await authorize(validator, authorizationOf(context.req.raw), options));
    } catch (error) {
      if (!(error instanceof RefusedTokenError)) throw error;
      return new Response(null, refusalResponse(error));
    }
    await next();
    return undefined;
  };
}
