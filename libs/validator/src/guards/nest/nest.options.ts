import type { ExecutionContext } from '@nestjs/common';
import type { VerifiedToken } from '../../token/claims.js';
import type { RequestLike } from '../shared/authorization-header.js';
import type { GuardOptions } from '../shared/guard.options.js';
import type { WithToken } from '../shared/with-token.js';

/**
 * Options of {@link rescindNestGuard}. HTTP and GraphQL need none of them; WebSocket gateways and microservice handlers need one.
 *
 * @example
 * ```ts
 * import type { NestGuardOptions } from '@rescind/validator/nest';
 *
 * export const fromMessage: NestGuardOptions = {
 *   token: (context) => context.switchToRpc().getData<{ accessToken?: string }>().accessToken,
 * };
 * ```
 */
export interface NestGuardOptions extends GuardOptions {
  /**
   * Finds the request whose `Authorization` header is read; its `token` is the verified token afterwards. Default: the request of HTTP
   * controllers, and `req`, `request` or `reply.request` of the context of GraphQL resolvers.
   *
   * @example
   * ```ts
   * // A socket.io gateway: the request that opened the connection
   * request: (context) => context.switchToWs().getClient<Socket>().handshake,
   * ```
   */
  readonly request?: (context: ExecutionContext) => (RequestLike & WithToken) | undefined;
  /**
   * Finds the token itself, where it comes in no header; instead of `request`. `undefined` refuses the call as one without a token.
   *
   * @example
   * ```ts
   * // A microservice whose messages carry the token
   * token: (context) => context.switchToRpc().getData<{ accessToken?: string }>().accessToken,
   * ```
   */
  readonly token?: (context: ExecutionContext) => string | undefined;
  /** Gets the verified token of every call that passes: with `token`, this is where to hand it on to the handler. */
  readonly onVerified?: (token: VerifiedToken, context: ExecutionContext) => void;
}
