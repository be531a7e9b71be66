/** Most values that a log line quotes of a list, and characters of each. */
const MAX_VALUES = 5;
const MAX_LENGTH = 100;

/**
 * What could change a log line or how it is shown: control characters, line separators, characters that set the direction of text or
 * have no width, surrogates without their other half, and the quotes that the values stand in.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}"]/gu;

/** The beginning of a JWT, `{"` in base64url and what follows it: somebody may have put a token where a name belongs. */
const TOKEN = /ey[JA][A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*/g;

/** Words for a log line about values that somebody else chose: each quoted, without control characters, of bounded length. */
export function quoted(values: readonly unknown[]): string {
  if (values.length === 0) return 'none';
  const shown = values.slice(0, MAX_VALUES).map(quotedValue);
  const more = values.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${String(more)} more` : shown.join(', ');
}

function quotedValue(value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value !== 'string') return typeName(value);
  // Cut before it is looked at, so that a long value costs no more than a short one; a token's beginning is long enough to be known.
  const start = value
    .slice(0, MAX_LENGTH + 1)
    .replace(TOKEN, '[token]')
    .replace(UNPRINTABLE, '?');
  return value.length > MAX_LENGTH ? `"${start.slice(0, MAX_LENGTH)}…"` : `"${start}"`;
}

/** Words for a value of the wrong type, without the value. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a value of the type ${typeof value}`;
}
