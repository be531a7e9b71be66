import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ProblemException } from './problem.exception.js';
import { ZodValidationPipe } from './zod-validation.pipe.js';

const pipe = new ZodValidationPipe(
  z.strictObject({
    name: z.string().max(3),
    'a/b~c': z.array(z.enum(['x', 'y'])).optional(),
    covers: z.array(z.string()).default(['all']),
  }),
);

function problemOf(value: unknown): ProblemException {
  try {
    pipe.transform(value);
  } catch (error) {
    if (error instanceof ProblemException) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('a value that is checked', () => {
  it('comes out with its defaults', () => {
    expect(pipe.transform({ name: 'ab' })).toEqual({ name: 'ab', covers: ['all'] });
  });

  it('that is missing is an empty object', () => {
    const optional = new ZodValidationPipe(z.strictObject({ reason: z.string().optional() }));
    expect(optional.transform(undefined)).toEqual({});
    expect(optional.transform(null)).toEqual({});
  });

  it('is refused with every problem at once, each with the JSON pointer to it', () => {
    const { code, extras } = problemOf({ name: 'long name', 'a/b~c': ['x', 'z'], extra: 1 });
    expect(code).toBe('INVALID_REQUEST');
    const pointers = (extras.members?.['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/a~1b~0c/1', '']));
    expect(extras.detail).toContain('/name: ');
  });

  it.each([
    ['a text', 'text'],
    ['a list', []],
    ['a number', 5],
    ['true', true],
  ])('is refused where it is %s', (_case, value) => {
    expect(problemOf(value).code).toBe('INVALID_REQUEST');
  });

  it('does not come back in the answer', () => {
    const { extras } = problemOf({ name: 'secret-value', 'a/b~c': ['secret-value'], covers: 'secret-value' });
    expect(JSON.stringify(extras)).not.toContain('secret-value');
  });
});
