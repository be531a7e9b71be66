import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf, type RequestLike } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { refusalResponse } from '../shared/refusal-response.js';
import type { WithToken } from '../shared/with-token.js';

/**
 * The part of Koa's context that is needed.
 *
 * @example
 * ```ts
 * import type { KoaContextLike } from '@rescind/validator/koa';
 *
 * export const userOf = (context: KoaContextLike) => context.state.token?.sub;
 * ```
 */
export interface KoaContextLike {
  readonly req: RequestLike;
  readonly state: WithToken;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * A Koa middleware.
 *
 * @example
 * ```ts
 * import { type KoaMiddleware, rescindKoa } from '@rescind/validator/koa';
 *
 * export const readers: KoaMiddleware = rescindKoa(validator, { scope: 'orders:read' });
 * ```
 */
export type KoaMiddleware = (context: KoaContextLike, next: () => Promise<unknown>) => Promise<void>;

/**
 * Guards what comes after it; `ctx.state.token` is the verified token there.
 *
 * @example
 * ```ts
 * import { rescindKoa, type WithToken } from '@rescind/validator/koa';
 * import Koa from 'koa';
 *
 * const app = new Koa<WithToken>();
 * app.use(rescindKoa(validator, { scope: 'orders:read' }));
 * app.use((ctx) => {
 *   ctx.body = { for: ctx.state.token?.clientId };
 * });
 * ```
 */
export function rescindKoa(validator: Validator, options?: GuardOptions): KoaMiddleware {
  return async (context, next) => {
    try {
      context.state.token = await authorize(validator, authorizationOf(context.req), options);
    } catch (error) {
      if (!(error instanceof RefusedTokenError)) throw error;
      const { status, headers } = refusalResponse(error);
      // Koa makes the status 204 when the body becomes null, so the status comes after it.
      context.body = null;
      context.status = status;
      context.set({ ...headers });
      return;
    }
    await next();
  };
}
