import type { ExecutionContext } from '@nestjs/common';
import type { RequestLike } from '../shared/authorization-header.js';
import type { WithToken } from '../shared/with-token.js';
import { GuardContextError } from './nest-context.errors.js';
import type { NestGuardOptions } from './nest.options.js';

/** A request of Nest's Express adapter (itself the raw one) or Fastify adapter (which holds it). */
export interface NestRequest extends RequestLike, WithToken {
  readonly raw?: RequestLike;
}

/** The context of a GraphQL operation, as the Apollo drivers, the mercurius driver and most hand-written `context` functions make it. */
interface GraphqlContext {
  readonly req?: NestRequest;
  readonly request?: NestRequest;
  readonly reply?: { readonly request?: NestRequest };
}

/**
 * Finds the request of a call.
 *
 * @returns `undefined` where the option found none: the call has no token then
 * @throws GuardContextError where nothing says how to find it
 */
export function requestOf(context: ExecutionContext, options: NestGuardOptions): NestRequest | undefined {
  const { request } = options;
  if (request !== undefined) return found('request', () => request(context)) ?? undefined;
  const type = context.getType<string>();
  if (type === 'http') return context.switchToHttp().getRequest<NestRequest>();
  if (type === 'graphql') return graphqlRequestOf(context);
  throw new GuardContextError(
    'GUARD_CONTEXT_UNSUPPORTED',
    `rescindNestGuard guards a handler of the context "${type}" and does not know where its token is, so every call is refused. ` +
      'Give the guard an option that finds it: request (an object with headers) or token (its text).',
  );
}

/**
 * Finds the text of a token that comes in no header.
 *
 * @throws GuardContextError where the option throws
 */
export function tokenTextOf(
  context: ExecutionContext,
  token: NonNullable<NestGuardOptions['token']>,
): string | undefined {
  return found('token', () => token(context));
}

/** The third argument of a resolver; read by its place, so that this needs nothing of `@nestjs/graphql`. */
function graphqlRequestOf(context: ExecutionContext): NestRequest {
  const { req, request, reply } = context.getArgByIndex<GraphqlContext | null | undefined>(2) ?? {};
  const found = req ?? request ?? reply?.request ?? null;
  if (typeof found === 'object' && found !== null) return found;
  throw new GuardContextError(
    'GUARD_REQUEST_NOT_FOUND',
    'rescindNestGuard finds no request in the context of a GraphQL operation, so the operation is refused. Put the request into the ' +
      'context as "req" (GraphQLModule.forRoot({ context: … })), or give the guard the option request or token.',
  );
}

function found<T>(option: 'request' | 'token', find: () => T): T {
  try {
    return find();
  } catch (cause) {
    throw new GuardContextError(
      'GUARD_REQUEST_NOT_FOUND',
      `The option ${option} of rescindNestGuard threw, so the call is refused. See the cause, and let it answer undefined where there is no token.`,
      { cause },
    );
  }
}
