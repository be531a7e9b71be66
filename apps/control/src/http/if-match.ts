import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from '#platform';

const ENTITY_TAG = /^"(-1|0|[1-9]\d{0,14})"$/;

/**
 * The revision in an `If-Match` header (RFC 9110 section 13.1.1): a number, to be handed on as `basedOn`, or `null` for `*`, whichever
 * it is. A command that replaces something needs it.
 *
 * @throws ProblemException `PRECONDITION_REQUIRED` where it is missing, `INVALID_REQUEST` for anything but one tag of ours
 */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): number | null => {
  const header = headerOf(context);
  if (header === undefined) {
    throw new ProblemException('PRECONDITION_REQUIRED', {
      detail: 'Send If-Match with the ETag that was read, or * for whichever it is now.',
    });
  }
  return revisionOf(header);
});

/** As {@link IfMatch}, where a request may go without: `null` then. */
export const OptionalIfMatch = createParamDecorator(
  (_data: unknown, context: ExecutionContext): number | null => {
    const header = headerOf(context);
    return header === undefined ? null : revisionOf(header);
  },
);

/** Describes the header of {@link IfMatch} or {@link OptionalIfMatch}. */
export function DescribeIfMatch(required = true): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required,
    description:
      'The ETag that was read: what has changed since is refused with 412. `*`: whichever it is now.' +
      (required ? ' Missing: 428.' : ''),
  });
}

/** Says which revision is answered, for the {@link IfMatch} of a command. */
export function setEntityTag(reply: FastifyReply, revision: number): void {
  reply.header('etag', `"${String(revision)}"`);
}

function headerOf(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<FastifyRequest>().headers['if-match'];
}

function revisionOf(header: string): number | null {
  if (header === '*') return null;
  const revision = ENTITY_TAG.exec(header)?.[1];
  if (revision !== undefined) return Number(revision);
  throw new ProblemException('INVALID_REQUEST', {
    detail: 'If-Match must be one ETag as it was answered, or *.',
  });
}
