import type { IncomingMessage, ServerResponse } from 'node:http';
import { RefusedTokenError } from '../refusal.errors.js';
import type { VerifiedToken } from '../token/claims.js';
import type { Validator } from '../validator.port.js';
import { authorizationOf, authorize, type GuardOptions, refusalResponse } from './bearer.js';

/** The part of a response that a refusal needs. */
type Refusable = Pick<ServerResponse, 'writeHead' | 'end'>;

/**
 * Lets a `node:http` request pass, or answers it.
 *
 * @returns the token, or `null` when the request was refused and answered
 * @example
 * ```ts
 * createServer(async (request, response) => {
 *   const token = await rescindNode(validator, request, response);
 *   if (token !== null) response.end(`hello ${token.sub}`);
 * });
 * ```
 */
export async function rescindNode(
  validator: Validator,
  request: Pick<IncomingMessage, 'rawHeaders'>,
  response: Refusable,
  options?: GuardOptions,
): Promise<VerifiedToken | null> {
  try {
    return await authorize(validator, authorizationOf(request.rawHeaders), options);
  } catch (error) {
    if (!(error instanceof RefusedTokenError)) throw error;
    const { status, headers } = refusalResponse(error);
    response.writeHead(status, headers);
    response.end();
    return null;
  }
}
