import type { RefusedTokenError } from '../../refusal/refusal.errors.js';

/**
 * What a guard answers to a refused request.
 *
 * @example
 * ```ts
 * import type { RefusalResponse } from '@rescind/validator';
 *
 * export const toFetch = ({ status, headers }: RefusalResponse) => new Response(null, { status, headers });
 * ```
 */
export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Status and headers for a refusal: the challenge and the reason; with 503, `Retry-After` in place of a challenge, because it isn't the
 * token's fault. What was expected and found is not in them.
 *
 * @example
 * ```ts
 * import { RefusedTokenError, refusalResponse } from '@rescind/validator';
 *
 * export async function check(text: string): Promise<Response | null> {
 *   try {
 *     await validator.verify(text);
 *     return null;
 *   } catch (error) {
 *     if (!(error instanceof RefusedTokenError)) throw error;
 *     return new Response(null, refusalResponse(error));
 *   }
 * }
 * ```
 */
export function refusalResponse(error: RefusedTokenError): RefusalResponse {
  const headers = { 'rescind-reason': error.rescindReason, 'cache-control': 'no-store' };
  if (error.status === 503) return { status: 503, headers: { ...headers, 'retry-after': '1' } };
  return { status: error.status, headers: { ...headers, 'www-authenticate': error.challenge } };
}
