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

/** Sends an error's problem document. For code outside Nest's pipeline, too. */
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
  // NOT_READY is not logged per request: `/health/ready` says the reason.
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

/** Names the request by its id, under which the log has it. The path is left out: it may hold ids, and its query secrets. */
function instanceOf(request: FastifyRequest): string {
  return `urn:rescind:request:${request.id}`;
}
