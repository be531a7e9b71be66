import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { from, type Observable, switchMap } from 'rxjs';
import { PositionTokens } from '#decision-log';
import { DECISIONS_TOPIC } from '#event-log';
import { type Principal, ProblemException, Runtime } from '#platform';
import { waitForCheckpoint } from '#read-models';
import { requirePosition } from './require-position.js';

/** How long a query waits for the read models, ms. */
const WAIT_MS = 5000;

/** Read your writes: a query with the `Rescind-Position` of a command waits until the read models include that command. */
@Injectable()
export class PositionInterceptor implements NestInterceptor {
  constructor(
    private readonly positions: PositionTokens,
    private readonly runtime: Runtime,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { principal?: Principal }>();
    const token = request.headers['rescind-position'];
    if (token === undefined || request.principal === undefined) return next.handle();
    return from(this.wait(request.principal.orgId, String(token))).pipe(switchMap(() => next.handle()));
  }

  private async wait(orgId: string, token: string): Promise<void> {
    const position = requirePosition(this.positions, orgId, token);
    const partition = this.runtime.storage.log.partitionOf(DECISIONS_TOPIC, orgId);
    const { readModels } = this.runtime.storage;
    const reached = await waitForCheckpoint(readModels, DECISIONS_TOPIC, partition, position, WAIT_MS);
    if (!reached) throw new ProblemException('POSITION_NOT_REACHED', { headers: { 'retry-after': '1' } });
  }
}
