import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { refusalResponse } from '../shared/refusal-response.js';

/**
 * A handler of a `fetch` runtime (Deno, Bun, workers), given the verified token.
 *
 * @example
 * ```ts
 * import { type GuardedHandler, withRescind } from '@rescind/validator/fetch';
 *
 * const hello: GuardedHandler<[]> = (_request, token) => new Response(`hello ${token.sub ?? ''}`);
 * export default { fetch: withRescind(validator, hello) };
 * ```
 */
export type GuardedHandler<Rest extends readonly unknown[]> = (
  request: Request,
  token: VerifiedToken,
  ...rest: Rest
) => Response | Promise<Response>;

/**
 * Guards a `fetch` handler.
 *
 * @example
 * ```ts
 * import { withRescind } from '@rescind/validator/fetch';
 *
 * export default {
 *   fetch: withRescind(validator, (_request, token) => new Response(`hello ${token.sub ?? ''}`)),
 * };
 * ```
 */
export function withRescind<Rest extends readonly unknown[]>(
  validator: Validator,
  handler: GuardedHandler<Rest>,
  options?: GuardOptions,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    let token: VerifiedToken;
    try {
      // Repeated headers arrive joined by a comma, which no bearer token contains: they are refused as malformed.
      token = await authorize(validator, authorizationOf(request), options);
    } catch (error) {
      if (!(error instanceof RefusedTokenError)) throw error;
      return new Response(null, refusalResponse(error));
    }
    return handler(request, token, ...rest);
  };
}
