import type { RefusedTokenError } from '../../refusal/refusal.errors.js';
import { refusalResponse } from '../shared/refusal-response.js';

/** Codes that GraphQL clients know, by HTTP status. */
const CODES = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
} as const;

/**
 * What a client reads in the `extensions` of the error.
 *
 * @example
 * ```ts
 * import type { GraphqlRefusalExtensions } from '@rescind/validator/graphql';
 *
 * export const mustSignIn = ({ code }: GraphqlRefusalExtensions) => code === 'UNAUTHENTICATED';
 * ```
 */
export interface GraphqlRefusalExtensions {
  readonly code: (typeof CODES)[keyof typeof CODES];
  /** As in the `Rescind-Reason` header. */
  readonly reason: string;
  /** Read by Apollo Server, which answers this status and these headers and doesn't send them as part of the error. */
  readonly http: { readonly status: number; readonly headers: ReadonlyMap<string, string> };
}

/**
 * A refused token, as GraphQL servers answer it. Its message is the reason, and nothing in it says what was expected and found: that is
 * in the {@link RefusedTokenError} which `onRefused` gets.
 *
 * @example
 * ```ts
 * import { GraphqlRefusedError } from '@rescind/validator/graphql';
 *
 * export const isRefusal = (error: unknown) => error instanceof GraphqlRefusedError;
 * ```
 */
export class GraphqlRefusedError extends Error {
  override readonly name = 'GraphqlRefusedError';
  readonly extensions: GraphqlRefusalExtensions;

  constructor(refused: RefusedTokenError) {
    super(refused.rescindReason);
    const { status, headers } = refusalResponse(refused);
    this.extensions = {
      code: CODES[refused.status],
      reason: refused.rescindReason,
      http: { status, headers: new Map(Object.entries(headers)) },
    };
  }
}
