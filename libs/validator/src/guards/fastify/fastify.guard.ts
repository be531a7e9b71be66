import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf, type RequestLike } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { refusalResponse } from '../shared/refusal-response.js';
import type { WithToken } from '../shared/with-token.js';

/**
 * The part of Fastify's request that is needed.
 *
 * @example
 * ```ts
 * import type { FastifyRequestLike } from '@rescind/validator/fastify';
 *
 * export const userOf = (request: FastifyRequestLike) => request.token?.sub;
 * ```
 */
export interface FastifyRequestLike extends WithToken {
  readonly raw: RequestLike;
}

/**
 * The part of Fastify's reply that is needed.
 *
 * @example
 * ```ts
 * import type { FastifyReplyLike } from '@rescind/validator/fastify';
 *
 * export const refuse = (reply: FastifyReplyLike) => reply.code(401);
 * ```
 */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(): unknown;
}

/**
 * A Fastify hook; `request.token` is the verified token afterwards. Add it as `onRequest`, to a route or to all of them.
 *
 * @example
 * ```ts
 * import { rescindFastify } from '@rescind/validator/fastify';
 * import fastify from 'fastify';
 *
 * const app = fastify();
 * app.get('/orders', { onRequest: rescindFastify(validator, { scope: 'orders:read' }) }, () => []);
 * ```
 */
export function rescindFastify(
  validator: Validator,
  options?: GuardOptions,
): (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown> {
  return async (request, reply) => {
    try {
      request.token = await authorize(validator, authorizationOf(request.raw), options);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedTokenError)) throw error;
      const { status, headers } = refusalResponse(error);
      reply.code(status);
      reply.headers({ ...headers });
      // Returning the reply tells Fastify that the request was answered.
      reply.send();
      return reply;
    }
  };
}
