import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf, type RequestLike } from '../shared/authorization-header.js';
import { authorize } from '../shared/authorize.js';
import type { GuardOptions } from '../shared/guard.options.js';
import { GraphqlRefusedError } from './graphql.errors.js';

/**
 * Checks the token of a GraphQL request, in the function that makes the server's context (the whole request is refused) or in a
 * resolver (its field is). Resolvers of `@nestjs/graphql` are guarded by `rescindNestGuard` of `@rescind/validator/nest`.
 *
 * @throws GraphqlRefusedError (rejects with it), which GraphQL servers answer as an error with `extensions`
 * @example
 * ```ts
 * import { rescindGraphql } from '@rescind/validator/graphql';
 * import type { IncomingMessage } from 'node:http';
 *
 * // For `startStandaloneServer(server, { context })` of Apollo Server
 * export const context = async ({ req }: { req: IncomingMessage }) => ({
 *   token: await rescindGraphql(validator, req, { scope: 'orders:read' }),
 * });
 * ```
 */
export async function rescindGraphql(
  validator: Validator,
  request: RequestLike,
  options?: GuardOptions,
): Promise<VerifiedToken> {
  try {
    return await authorize(validator, authorizationOf(request), options);
  } catch (error) {
    throw error instanceof RefusedTokenError ? new GraphqlRefusedError(error) : error;
  }
}
