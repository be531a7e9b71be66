import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RefusedTokenError } from '../refusal.errors.js';
import type { Validator } from '../validator.port.js';
import { authorizationOf, authorize, type GuardOptions, refusalResponse } from './bearer.js';
import type { WithToken } from './express.guard.js';

/** A request of Nest's Express or Fastify adapter. */
interface NestRequest extends WithToken {
  readonly raw?: Pick<IncomingMessage, 'rawHeaders'>;
  readonly rawHeaders?: readonly string[];
}

/** A response of Nest's Express adapter (itself the raw one), or a reply of the Fastify one (which holds it). */
interface NestResponse {
  readonly raw?: Pick<ServerResponse, 'setHeader'>;
  setHeader?(name: string, value: string): unknown;
  header?(name: string, value: string): unknown;
}

/** Makes the exception that answers a refusal, e.g. `(status, message) => new HttpException(message, status)`. */
export type ExceptionFactory = (status: number, reason: string) => Error;

/**
 * Makes a Nest guard class for Express and Fastify; `request.token` is the verified token afterwards. The exception comes from
 * the application, so that its filters shape the body and this library needs nothing of Nest at run time.
 *
 * @example
 * ```ts
 * const OrdersGuard = rescindNestGuard(validator, (status, reason) => new HttpException(reason, status), { scope: 'orders:read' });
 * ```
 */
export function rescindNestGuard(
  validator: Validator,
  exception: ExceptionFactory,
  options?: GuardOptions,
): Type<CanActivate> {
  return class RescindGuard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp();
      const request = http.getRequest<NestRequest>();
      try {
        const rawHeaders = request.raw?.rawHeaders ?? request.rawHeaders ?? [];
        request.token = await authorize(validator, authorizationOf(rawHeaders), options);
        return true;
      } catch (error) {
        if (!(error instanceof RefusedTokenError)) throw error;
        const { status, headers } = refusalResponse(error);
        setHeaders(http.getResponse<NestResponse>(), headers);
        throw exception(status, error.rescindReason);
      }
    }
  };
}

function setHeaders(response: NestResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (response.header !== undefined) response.header(name, value);
    else response.setHeader?.(name, value);
  }
}
