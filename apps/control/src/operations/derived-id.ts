import { createHash } from 'node:crypto';

/** Makes an id from parts. The same parts always give the same id, so that a repetition takes effect once. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
