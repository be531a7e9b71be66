import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Validator } from '../../verify/validator.port.js';
import { rescindNode } from '../node/node.guard.js';
import type { GuardOptions } from '../shared/guard.options.js';
import type { WithToken } from '../shared/with-token.js';

/**
 * A middleware of Express, Connect and alike.
 *
 * @example
 * ```ts
 * import { type ConnectMiddleware, rescindExpress } from '@rescind/validator/express';
 *
 * export const readers: ConnectMiddleware = rescindExpress(validator, { scope: 'orders:read' });
 * ```
 */
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
 * import { rescindExpress } from '@rescind/validator/express';
 * import express from 'express';
 *
 * const app = express();
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
