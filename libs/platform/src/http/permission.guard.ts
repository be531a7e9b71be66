import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { parseBearer } from '#contracts';
import type { Permission } from '#domain';
import { RefusedTokenError } from '#validator';
import { OwnTokenVerifier, type Principal } from '../tokens/own-token.verifier.js';
import { ProblemException } from './problem.exception.js';

const PERMISSION = 'rescind:permission';

/** Name of the security scheme of the control API in the OpenAPI document. */
export const OAUTH2_SCHEME = 'oauth2';

interface WithPrincipal {
  principal?: Principal;
}

/** The permission that a route needs; also shown in the OpenAPI document. Requests to a route without one are refused. */
export const RequirePermission = (permission: Permission): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PERMISSION, permission), ApiSecurity(OAUTH2_SCHEME, [permission]));

/** The caller, as {@link PermissionGuard} found it. */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<WithPrincipal>();
  if (principal === undefined) throw new ProblemException('UNAUTHENTICATED');
  return principal;
});

/** Authenticates by an access token of our own issuers (RFC 6750), and requires one permission per route. Denies by default. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(
    private readonly verifier: OwnTokenVerifier,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & WithPrincipal>();
    const principal = await this.authenticate(request.headers.authorization);
    const handlers = [context.getHandler(), context.getClass()];
    const permission = this.reflector.getAllAndOverride<Permission | undefined>(PERMISSION, handlers);
    if (permission === undefined) throw new ProblemException('FORBIDDEN');
    checkPermission(principal.scopes, permission);
    request.principal = principal;
    return true;
  }

  private async authenticate(authorization: string | undefined): Promise<Principal> {
    const token = parseBearer(authorization);
    if (token === null) {
      throw new ProblemException('UNAUTHENTICATED', {
        detail: 'This resource needs an access token: Authorization: Bearer …',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    try {
      return await this.verifier.verify(token);
    } catch (error) {
      if (!(error instanceof RefusedTokenError)) throw error;
      if (error.status === 503) {
        throw new ProblemException('NOT_READY', { headers: { 'retry-after': '1' }, cause: error });
      }
      throw new ProblemException('TOKEN_REFUSED', {
        detail: 'The access token was refused.',
        members: { reason: error.rescindReason },
        headers: { 'www-authenticate': error.challenge, 'rescind-reason': error.rescindReason },
        cause: error,
      });
    }
  }
}

/** Refuses a caller whose token lacks a permission. @throws ProblemException `INSUFFICIENT_SCOPE` */
export function checkPermission(scopes: ReadonlySet<string>, permission: Permission): void {
  if (scopes.has(permission)) return;
  throw new ProblemException('INSUFFICIENT_SCOPE', {
    detail: `This resource needs the scope ${permission}.`,
    members: { scope: permission },
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${permission}"` },
  });
}
