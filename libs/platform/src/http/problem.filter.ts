import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, PROBLEM_MEDIA_TYPE } from '#contracts';
import type { Logger } from '../logging/logger.js';
import { problemOf } from './problem-of.js';

/** Answers every error with `application/problem+json` (RFC 9457): a stable code, and never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

/** The same for code outside Nest's pipeline. */
export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const exception = problemOf(error);
  const { detail, members, headers } = exception.extras;
  const body = problem(exception.code, {
    ...(detail === undefined ? {} : { detail }),
    instance: instanceOf(request),
    ...members,
  });
  // That it isn't ready is the readiness answer's to say, not the log's at every request.
  if (body.status >= 500 && exception.code !== 'NOT_READY') {
    logger.error(
      { err: exception.extras.cause ?? exception, code: exception.code, request: request.id },
      'request failed',
    );
  }
  if (reply.sent) return;
  void reply
    .status(body.status)
    .headers({ ...headers, 'cache-control': 'no-store' })
    .type(PROBLEM_MEDIA_TYPE)
    .send(body);
}

/** Identifies the occurrence, for finding it in the log; the path and its query stay out of it. */
function instanceOf(request: FastifyRequest): string {
  return `urn:rescind:request:${request.id}`;
}
