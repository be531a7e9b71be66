import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { OperationAcceptedSchema, OperationPreviewSchema } from './operation.schema.js';
import { openApiSchema } from '#platform';
import type { z } from 'zod';
import { DescribeCommand } from '../http/describe.decorator.js';

/** Describes a bulk operation in the OpenAPI document, with the answer of its preview. */
export function DescribeBulkOperation(
  summary: string,
  body: z.ZodType,
  response: z.ZodType = OperationAcceptedSchema,
): MethodDecorator {
  return applyDecorators(
    DescribeCommand(summary, body, undefined, response),
    ApiResponse({
      status: 200,
      description: 'A preview, where `dry_run` asks for it or a confirmation is needed: nothing was done.',
      schema: openApiSchema(OperationPreviewSchema, 'output'),
    }),
  );
}
