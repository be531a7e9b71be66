import { readCappedJson } from '../http/capped-body.js';
import type { JwkSet } from '../jose/jwk.js';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 512 * 1024;

/** Fetches a JWK Set: no redirects, five seconds, 512 kB. Throws on anything but a set. */
export async function fetchJwks(url: string, fetchLike: typeof fetch): Promise<JwkSet> {
  const response = await fetchLike(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The JWKS endpoint answered ${String(response.status)}`);
  }
  const body = await readCappedJson(response, MAX_BYTES);
  const keys = (body as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new Error('The JWKS endpoint answered no JWK Set');
  return { keys: keys as JwkSet['keys'] };
}
