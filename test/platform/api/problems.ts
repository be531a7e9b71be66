import { expect } from '@jest/globals';
import type { Answer } from './api-client.js';

/** The answer is a problem document (RFC 9457) with that status and code, and tells nothing of what is inside. */
export function expectProblem(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body['status']).toBe(status);
  expect(answer.text).not.toMatch(/\bat .*\.(js|ts):\d+|node_modules|Error:/);
}

/** The answer says that it could not be given now, by one of the codes, and when to ask again. */
export function expectUnavailable(answer: Answer, ...codes: readonly string[]): void {
  const code = codes.find((each) => each === answer.body['code']) ?? codes.join(' or ');
  expectProblem(answer, 503, code);
  expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
}
