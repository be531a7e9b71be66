import type { ServerResponse } from 'node:http';
import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf, type RequestLike } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { refusalResponse } from '../shared/refusal-response.js';

/**
 * The part of a response that a refusal needs.
 *
 * @example
 * ```ts
 * import { rescindNode, type RefusableResponse } from '@rescind/validator/node';
 *
 * export const allowed = (headers: Record<string, string>, response: RefusableResponse) =>
 *   rescindNode(validator, { headers }, response);
 * ```
 */
export type RefusableResponse = Pick<ServerResponse, 'writeHead' | 'end'>;

/**
 * Lets a `node:http` request pass, or answers it.
 *
 * @returns the token, or `null` when the request was refused and answered
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { rescindNode } from '@rescind/validator/node';
 *
 * export const server = createServer(async (request, response) => {
 *   const token = await rescindNode(validator, request, response);
 *   if (token !== null) response.end(`hello ${token.sub ?? ''}`);
 * });
 * ```
 */
export async function rescindNode(
  validator: Validator,
  request: RequestLike,
  response: RefusableResponse,
  options?: GuardOptions,
): Promise<VerifiedToken | null> {
  try {
    return await authorize(validator, authorizationOf(request), options);
  } catch (error) {
    if (!(error instanceof RefusedTokenError)) throw error;
    const { status, headers } = refusalResponse(error);
    response.writeHead(status, headers);
    response.end();
    return null;
  }
}
