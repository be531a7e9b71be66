/**
 * A value as indented JSON text with sorted keys: equal values give equal text. Maps and sets are written as sorted
 * entries, members that are `undefined` are left out, and numbers that JSON lacks are written by name.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(plain(value), null, 2);
}

function plain(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return byText([...value.entries()].map(plain));
  if (value instanceof Set) return byText([...value.values()].map(plain));
  if (Array.isArray(value)) return value.map(plain);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, plain(member)]),
  );
}

function byText(values: readonly unknown[]): readonly unknown[] {
  const text = (value: unknown): string => JSON.stringify(value);
  return [...values].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
