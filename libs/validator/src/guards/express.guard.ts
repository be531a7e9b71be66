import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VerifiedToken } from '../token/claims.js';
import type { Validator } from '../validator.port.js';
import type { GuardOptions } from './bearer.js';
import { rescindNode } from './node-http.guard.js';

/** A request that a guard let pass carries its token. */
export interface WithToken {
  token?: VerifiedToken;
}

/** A middleware of Express, Connect and alike. */
export type ConnectMiddleware = (
  request: IncomingMessage & WithToken,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Guards what comes after it; `request.token` is the verified token there.
 *
 * @example
 * ```ts
 * app.use('/orders', rescindExpress(validator, { scope: 'orders:read' }));
 * ```
 */
export function rescindExpress(validator: Validator, options?: GuardOptions): ConnectMiddleware {
  return (request, response, next) => {
    rescindNode(validator, request, response, options).then((token) => {
      if (token === null) return;
      request.token = token;
      next();
    }, next);
  };
}
