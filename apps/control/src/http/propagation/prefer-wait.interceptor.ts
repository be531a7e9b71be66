import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { pause } from '#async';
import type { Principal } from '#platform';
import { PropagationReader } from './propagation.reader.js';

const LONGEST_WAIT_S = 30;
const LOOK_EVERY_MS = 50;

/**
 * Handles `Prefer: wait=5` (RFC 7240 section 4.3) on a command. The answer waits until every edge applies the revocation, but no
 * longer than that many seconds, nor than 30. If every edge applies it by then, the answer has `Preference-Applied`. The command is
 * accepted either way.
 */
@Injectable()
export class PreferWaitInterceptor implements NestInterceptor {
  constructor(private readonly propagation: PropagationReader) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & { principal?: Principal }>();
    const seconds = waitOf(request);
    if (seconds === null || request.principal === undefined) return next.handle();
    const { orgId } = request.principal;
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        const reply = http.getResponse<FastifyReply>();
        const id = revocationOf(reply.getHeader('location'));
        if (id !== null && (await this.applied(orgId, id, seconds * 1000))) {
          reply.header('preference-applied', `wait=${String(seconds)}`);
        }
        return answer;
      }),
    );
  }

  private async applied(orgId: string, id: string, timeoutMs: number): Promise<boolean> {
    const giveUpAt = performance.now() + timeoutMs;
    for (;;) {
      if (await this.isComplete(orgId, id)) return true;
      if (performance.now() + LOOK_EVERY_MS > giveUpAt) return false;
      await pause(LOOK_EVERY_MS);
    }
  }

  /** `false` also if the read models can't be reached: the command is in the log already, so its answer must not fail. */
  private async isComplete(orgId: string, id: string): Promise<boolean> {
    try {
      return (await this.propagation.read(orgId, id))?.complete === true;
    } catch {
      return false;
    }
  }
}

/** Id of the revocation that `Location` points to. Edges apply only revocations, so any other answer waits for nothing. */
function revocationOf(location: unknown): string | null {
  return typeof location === 'string' ? (/^\/revocations\/(.+)$/.exec(location)?.[1] ?? null) : null;
}

function waitOf(request: FastifyRequest): number | null {
  const { prefer } = request.headers;
  const match = /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(
    Array.isArray(prefer) ? prefer.join(',') : (prefer ?? ''),
  );
  return match === null || request.method === 'GET' ? null : Math.min(Number(match[1]), LONGEST_WAIT_S);
}
