import { createHash } from 'node:crypto';

/** An id made from others: the same ones always make the same one, so what is repeated takes effect once. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
