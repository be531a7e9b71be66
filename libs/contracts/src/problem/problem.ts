import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from './problem-codes.js';

/** Media type of a problem document (RFC 9457 section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A problem document (RFC 9457). Extension members, such as `scope` of `INSUFFICIENT_SCOPE`, are further members of the same object. */
export interface Problem {
  /** `urn:rescind:problem:<code in kebab-case>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** What is wrong with this request, for people. It is public, so it must not contain secrets. */
  readonly detail?: string;
  /** URI of this occurrence. */
  readonly instance?: string;
  readonly [extension: string]: unknown;
}

/** What is added to a problem: its `detail`, `instance` and extension members. */
export type ProblemMembers = Readonly<Record<string, unknown>> & {
  readonly detail?: string;
  readonly instance?: string;
};

/** The `type` URI of a problem. */
export function problemType(code: ProblemCode): string {
  return `urn:rescind:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/**
 * Makes a problem document. Members can't replace `type`, `title`, `status` and `code`.
 * @example
 * problem('INSUFFICIENT_SCOPE', 'This needs apps:block', { scope: 'apps:block' });
 * problem('INSUFFICIENT_SCOPE', { detail: 'This needs apps:block', scope: 'apps:block' });
 */
export function problem(
  code: ProblemCode,
  detail?: string | ProblemMembers,
  extra?: ProblemMembers,
): Problem {
  const { status, title } = PROBLEMS[code];
  const members = typeof detail === 'string' ? { detail, ...extra } : { ...detail, ...extra };
  const fixed = { type: problemType(code), title, status, code };
  return { ...fixed, ...members, ...fixed };
}

/** A problem document as a reader accepts it. The writer may be newer, so codes and members that the reader doesn't know are allowed. */
export const ProblemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  instance: z.string().optional(),
});
