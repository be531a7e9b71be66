import { applyDecorators } from '@nestjs/common';
import { ApiBasicAuth, ApiOperation, ApiQuery, type ApiResponseOptions, ApiResponse } from '@nestjs/swagger';
import { DescribeProblems } from '#platform';

/** Describes a route of the feed in the OpenAPI document: an edge's credential, and the organisation that it asks about. */
export function DescribeFeed(
  summary: string,
  answer: ApiResponseOptions,
  org: 'query' | 'body' = 'query',
): MethodDecorator {
  const orgParameter = ApiQuery({
    name: 'org',
    required: false,
    description: 'The organisation; may be left out by an edge whose credential names one only.',
    schema: { type: 'string' },
  });
  return applyDecorators(
    ApiOperation({ summary }),
    ApiBasicAuth('edge'),
    ...(org === 'query' ? [orgParameter] : []),
    ApiResponse(answer),
    DescribeProblems(),
  );
}
