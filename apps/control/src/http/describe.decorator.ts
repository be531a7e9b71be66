import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  AcceptedResponseSchema,
  DescribeProblems,
  DescribeQueryParameters,
  IDEMPOTENCY_KEY_HEADER,
  openApiSchema,
  POSITION_HEADER,
} from '#platform';
import type { z } from 'zod';

const POSITION = {
  [POSITION_HEADER]: { schema: { type: 'string' }, description: 'For queries that must include this.' },
};

const POSITION_OF_A_COMMAND = {
  name: POSITION_HEADER,
  required: false,
  description: 'As a command answered it: the query waits until its answer includes that command.',
};

const ENTITY_TAG = {
  ETag: { schema: { type: 'string' }, description: 'For the If-Match of a command that changes it.' },
};

/**
 * Describes a command in the OpenAPI document: its body, its answer, and the headers for safe retries and for waiting. The answer is
 * 201 with `created` if that is given, and 202 with `acceptedAs` otherwise.
 */
export function DescribeCommand(
  summary: string,
  body?: z.ZodType,
  created?: z.ZodType,
  acceptedAs: z.ZodType = AcceptedResponseSchema,
): MethodDecorator {
  const accepted = {
    status: 202,
    description: 'Accepted: it is in the log, and in force.',
    schema: openApiSchema(acceptedAs, 'output'),
  };
  const answer =
    created === undefined
      ? accepted
      : {
          status: 201,
          description: 'Created. A secret is shown this once.',
          schema: openApiSchema(created, 'output'),
        };
  return applyDecorators(
    ApiOperation({ summary }),
    ...(body === undefined ? [] : [ApiBody({ schema: openApiSchema(body) })]),
    ...commandHeaders(),
    ApiResponse({ headers: POSITION, ...answer }),
    DescribeProblems(),
  );
}

/** What describes a query, besides its answer. */
export interface QueryDescription {
  /** Schema of its query parameters. */
  readonly query?: z.ZodObject;
  /** Whether it accepts `Rescind-Position`, and then waits until its answer includes that command. Default `true`. */
  readonly position?: boolean;
  /** Whether it answers an `ETag`, to send as `If-Match` of a command. Default `false`. */
  readonly etag?: boolean;
}

/** Describes a query in the OpenAPI document. */
export function DescribeQuery(
  summary: string,
  answer: z.ZodType,
  description: QueryDescription = {},
): MethodDecorator {
  const { query, position = true, etag = false } = description;
  return applyDecorators(
    ApiOperation({ summary }),
    ...(query === undefined ? [] : [DescribeQueryParameters(query)]),
    ...(position ? [ApiHeader(POSITION_OF_A_COMMAND)] : []),
    ApiResponse({
      status: 200,
      description: 'Found.',
      schema: openApiSchema(answer, 'output'),
      ...(etag ? { headers: ENTITY_TAG } : {}),
    }),
    DescribeProblems(),
  );
}

/** Describes a query that answers a file. */
export function DescribeDownload(
  summary: string,
  query: z.ZodObject,
  mediaTypes: readonly string[],
): MethodDecorator {
  const schema = { type: 'string' };
  return applyDecorators(
    ApiOperation({ summary }),
    DescribeQueryParameters(query),
    ApiHeader(POSITION_OF_A_COMMAND),
    ApiResponse({
      status: 200,
      description: 'A file.',
      content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])),
    }),
    DescribeProblems(),
  );
}

/** Describes a deletion that answers 204. */
export function DescribeDeletion(summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ...commandHeaders(),
    ApiResponse({ status: 204, description: 'Revoked.' }),
    DescribeProblems(),
  );
}

function commandHeaders(): MethodDecorator[] {
  return [
    ApiHeader({
      name: IDEMPOTENCY_KEY_HEADER,
      required: false,
      description:
        'Makes a retry of the same request take effect once. Another request with the same key is 422.',
    }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description:
        '`wait=<seconds>`, at most 30: the answer waits until every edge applies it; Preference-Applied says that it did.',
    }),
  ];
}
