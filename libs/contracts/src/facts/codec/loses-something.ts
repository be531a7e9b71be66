/**
 * Whether `output` lacks a field that `input` has. A schema drops what it doesn't name; that is right for a reader of
 * newer records, and a silent loss for a writer.
 */
export function losesSomething(input: unknown, output: unknown): boolean {
  if (typeof input !== 'object' || input === null) return false;
  if (typeof output !== 'object' || output === null) return true;
  const kept = new Map<string, unknown>(Object.entries(output));
  return Object.entries(input).some(
    ([name, value]) => value !== undefined && (!kept.has(name) || losesSomething(value, kept.get(name))),
  );
}
