import { applyDecorators } from '@nestjs/common';
import { ApiQuery, ApiResponse } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE } from '#contracts';
import { z } from 'zod';

/** A JSON schema in the form that OpenAPI 3.0 documents hold. */
export type OpenApiSchema = Record<string, unknown>;

/** Name of the problem document among the components of the OpenAPI document. */
export const PROBLEM_COMPONENT = 'Problem';

/** The OpenAPI 3.0 schema of a zod schema. */
export function openApiSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): OpenApiSchema {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
}

/** Describes the problem documents that a route may answer with. */
export function DescribeProblems(): MethodDecorator {
  const schema = { $ref: `#/components/schemas/${PROBLEM_COMPONENT}` };
  const problem = { content: { [PROBLEM_MEDIA_TYPE]: { schema } } };
  return applyDecorators(
    ApiResponse({ status: '4XX', description: 'A problem document.', ...problem }),
    ApiResponse({ status: '5XX', description: 'A problem document; 503 carries Retry-After.', ...problem }),
  );
}

/** Describes the query parameters of a route by the schema that they are checked with. */
export function DescribeQueryParameters(schema: z.ZodObject): MethodDecorator {
  const { properties = {}, required = [] } = openApiSchema(schema) as {
    properties?: Record<string, OpenApiSchema>;
    required?: string[];
  };
  const parameters = Object.entries(properties).map(([name, property]) =>
    ApiQuery({ name, required: required.includes(name), schema: property }),
  );
  return applyDecorators(...parameters);
}
