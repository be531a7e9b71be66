import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemException } from '#platform';

const ENTITY_TAG = /^"(-1|0|[1-9]\d{0,14})"$/;

/**
 * The revision in the `If-Match` header (RFC 9110 section 13.1.1), for the `basedOn` of a command; `null` for `*`, which matches any
 * revision. The header is required.
 *
 * @throws ProblemException `PRECONDITION_REQUIRED` if the header is missing, `INVALID_REQUEST` if it is neither `*` nor one of our ETags
 */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext): number | null => {
  const header = headerOf(context);
  if (header === undefined) {
    throw new ProblemException('PRECONDITION_REQUIRED', {
      detail: 'Send If-Match with the ETag that you read, or with * to change any revision.',
    });
  }
  return revisionOf(header);
});

/** Like {@link IfMatch}, but the header may be missing; the revision is `null` then, too. */
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

/** Sets the `ETag` of an answer to a revision, for the {@link IfMatch} of a command. */
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
    detail: 'If-Match must be one ETag, exactly as a query answered it, or *.',
  });
}
