import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, type Observable, switchMap } from 'rxjs';
import { type Principal, Runtime } from '#platform';
import { requirePosition } from './require-position.js';

/**
 * Read your writes, for queries that are answered from the fold. A query with the `Rescind-Position` of a command is answered once
 * this process has folded everything that is in the log now. It doesn't wait for the read models.
 */
@Injectable()
export class FoldPositionInterceptor implements NestInterceptor {
  constructor(private readonly runtime: Runtime) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const token = request.headers['rescind-position'];
    if (token === undefined || request.principal === undefined) return next.handle();
    const { orgId } = request.principal;
    requirePosition(this.runtime.positions, orgId, String(token));
    return from(this.runtime.decisions.catchUp(orgId)).pipe(switchMap(() => next.handle()));
  }
}
