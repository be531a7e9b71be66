import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { ProblemException } from './problem.exception.js';

/** Checks a body, a query or a parameter against its schema; all problems are named at once. */
export class ZodValidationPipe<S extends z.ZodType> implements PipeTransform<unknown, z.output<S>> {
  constructor(private readonly schema: S) {}

  transform(value: unknown): z.output<S> {
    const parsed = this.schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.map((issue) => ({
      pointer: pointerOf(issue.path),
      detail: issue.message,
    }));
    const detail = errors
      .map((error) => (error.pointer === '' ? error.detail : `${error.pointer}: ${error.detail}`))
      .join('; ');
    throw new ProblemException('INVALID_REQUEST', { detail, members: { errors } });
  }
}

/** JSON pointer (RFC 6901) to the member that is wrong; empty: the whole value. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
