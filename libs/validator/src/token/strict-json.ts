/**
 * A JSON object as read from a token.
 *
 * @example
 * ```ts
 * import type { JsonObject } from '@rescind/validator';
 *
 * export const roleIn = (claims: JsonObject) => claims['role'];
 * ```
 */
export type JsonObject = Readonly<Record<string, unknown>>;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/**
 * Reads a JSON object, frozen to its depth; `null` for anything else. Refuses malformed UTF-8 and repeated member names
 * (RFC 8725 section 2.4, RFC 7519 section 4): two readers of one token must not see two different claims.
 */
export function parseStrictObject(bytes: Uint8Array): JsonObject | null {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    // Outside strings, valid JSON has exactly one colon per member: fewer members than colons means one was repeated.
    const colons = text.replace(STRINGS, '').split(':').length - 1;
    return freezeCounting(value) === colons ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

/** Freezes to the depth; answers how many members all its objects have. */
function freezeCounting(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  Object.freeze(value);
  const members: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) count += freezeCounting(member);
  return count;
}
