import type { RefusedTokenError } from '../../refusal/refusal.errors.js';

/** What a guard answers to a refused request. */
export interface RefusalResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Status and headers for a refusal: the challenge and the reason; with 503, `Retry-After` in place of a challenge, because it isn't the
 * token's fault. What was expected and found is not in them.
 */
export function refusalResponse(error: RefusedTokenError): RefusalResponse {
  const headers = { 'rescind-reason': error.rescindReason, 'cache-control': 'no-store' };
  if (error.status === 503) return { status: 503, headers: { ...headers, 'retry-after': '1' } };
  return { status: error.status, headers: { ...headers, 'www-authenticate': error.challenge } };
}
