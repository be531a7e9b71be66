import type { VerifiedToken } from '../../token/claims.js';

/**
 * A request that a guard let pass carries its token.
 *
 * @example
 * ```ts
 * import type { WithToken } from '@rescind/validator/express';
 *
 * export const userOf = (request: WithToken) => request.token?.sub;
 * ```
 */
export interface WithToken {
  token?: VerifiedToken;
}
