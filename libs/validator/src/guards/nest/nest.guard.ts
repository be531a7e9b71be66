import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { ValidatorConfigError } from '../../checks/validator.errors.js';
import { RefusedTokenError } from '../../refusal/refusal.errors.js';
import type { VerifiedToken } from '../../token/claims.js';
import type { Validator } from '../../verify/validator.port.js';
import { authorizationOf } from '../shared/authorization-header.js';
import { authorize, authorizeText } from '../shared/authorize.js';
import { refusalResponse } from '../shared/refusal-response.js';
import { GuardContextError } from './nest-context.errors.js';
import { requestOf, tokenTextOf } from './nest-request.js';
import type { NestGuardOptions } from './nest.options.js';

/** A response of Nest's Express adapter (itself the raw one), or a reply of the Fastify one (which holds it). */
interface NestResponse {
  readonly raw?: Pick<ServerResponse, 'setHeader'>;
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/**
 * Makes the exception that answers a refusal: `new HttpException(reason, status)` for HTTP and GraphQL, `new WsException(reason)` for
 * gateways, `new RpcException(reason)` for microservices.
 *
 * @example
 * ```ts
 * import { HttpException } from '@nestjs/common';
 * import type { ExceptionFactory } from '@rescind/validator/nest';
 *
 * export const exception: ExceptionFactory = (status, reason) => new HttpException(reason, status);
 * ```
 */
export type ExceptionFactory = (status: number, reason: string) => Error;

/**
 * Makes a Nest guard class for controllers on Express and Fastify, for resolvers of `@nestjs/graphql`, and, with an option that finds the
 * request or the token, for WebSocket gateways and microservice handlers. `token` of the request is the verified token afterwards. The
 * exception comes from the application, so that its filters shape the body and this library needs nothing of Nest at run time.
 *
 * A guard that doesn't know where the token is refuses every call (Nest's own "Forbidden resource"), and emits a {@link GuardContextError}
 * as a process warning.
 *
 * @throws ValidatorConfigError where both `request` and `token` are given
 * @example
 * ```ts
 * import { HttpException } from '@nestjs/common';
 * import { rescindNestGuard } from '@rescind/validator/nest';
 *
 * export const OrdersGuard = rescindNestGuard(
 *   validator,
 *   (status, reason) => new HttpException(reason, status),
 *   { scope: 'orders:read' },
 * );
 * ```
 */
export function rescindNestGuard(
  validator: Validator,
  exception: ExceptionFactory,
  options: NestGuardOptions = {},
): Type<CanActivate> {
  if (options.request !== undefined && options.token !== undefined) {
    throw new ValidatorConfigError([{ path: 'token', problem: 'must not be given together with request' }]);
  }
  const warned = new Set<string>();
  return class RescindGuard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      try {
        const token = await verify(validator, context, options);
        options.onVerified?.(token, context);
        return true;
      } catch (error) {
        if (error instanceof GuardContextError) {
          const kind = `${error.code} ${context.getType<string>()}`;
          if (!warned.has(kind)) warn(error);
          warned.add(kind);
          return false;
        }
        if (!(error instanceof RefusedTokenError)) throw error;
        if (context.getType() === 'http') {
          setHeaders(context.switchToHttp().getResponse<NestResponse>(), refusalResponse(error).headers);
        }
        throw exception(error.status, error.rescindReason);
      }
    }
  };
}

async function verify(
  validator: Validator,
  context: ExecutionContext,
  options: NestGuardOptions,
): Promise<VerifiedToken> {
  const { token: find } = options;
  if (find !== undefined) {
    const text = tokenTextOf(context, find);
    return authorizeText(validator, () => requireText(text), options);
  }
  const request = requestOf(context, options);
  const verified = await authorize(
    validator,
    request === undefined ? [] : authorizationOf(request.raw ?? request),
    options,
  );
  if (request !== undefined) request.token = verified;
  return verified;
}

function requireText(text: string | undefined): string {
  if (text !== undefined) return text;
  throw new RefusedTokenError('TOKEN_MISSING', {
    expected: 'a token where the option token of the guard looks for it',
    found: 'none',
  });
}

/** Node prints a warning unless the application listens to `warning` and asked it not to. */
function warn(error: GuardContextError): void {
  const host = (globalThis as { readonly process?: { emitWarning?(warning: Error): void } }).process;
  host?.emitWarning?.(error);
}

function setHeaders(response: NestResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (response.header !== undefined) response.header(name, value);
    else response.setHeader?.(name, value);
  }
}
