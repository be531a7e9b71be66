import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf } from './nest-request.js';

/** A call of a resolver. Nest's own drivers always put the request into the context; servers of others may not. */
function resolverCall(graphqlContext: unknown): ExecutionContext {
  const args = [undefined, {}, graphqlContext, {}];
  return {
    getType: () => 'graphql',
    getArgByIndex: (index: number) => args[index],
  } as unknown as ExecutionContext;
}

const REQUEST = { headers: { authorization: 'Bearer a.b.c' } };

describe('the request of a GraphQL operation', () => {
  it.each([
    ['req', { req: REQUEST, request: {}, reply: { request: {} } }],
    ['request', { request: REQUEST, reply: { request: {} } }],
    ['reply.request', { req: null, reply: { request: REQUEST } }],
  ])('is found in %s', (_where, context) => {
    expect(requestOf(resolverCall(context), {})).toBe(REQUEST);
  });

  it.each([
    ['no context', undefined],
    ['a context that is null', null],
    ['a context that is text', 'context'],
    ['a context without a request', { connection: {} }],
    ['a request that is null', { req: null }],
    ['a request that is text', { req: 'Bearer a.b.c' }],
  ])('is missing in %s, with an error that says what to do', (_what, context) => {
    expect(() => requestOf(resolverCall(context), {})).toThrow(
      expect.objectContaining({
        code: 'GUARD_REQUEST_NOT_FOUND',
        message: expect.stringMatching(
          /Put the request into the context as "req".*request or token/,
        ) as unknown as string,
      }),
    );
  });
});
