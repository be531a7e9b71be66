import fc from 'fast-check';

/** Values that a field might hold by mistake or by malice, beside those that it should. */
const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'x',
    ' ',
    '\ud800',
    'a\nb',
    'x'.repeat(129),
    'x'.repeat(257),
    'x'.repeat(2049),
  ),
  fc.constantFrom<unknown>(-2, -1, 0, 0.5, 2 ** 53, Infinity, null, true, false, undefined),
  fc.constantFrom<unknown>(
    '2026-02-30T00:00:00Z',
    '2026-02-28T00:00:00Z',
    'g1:-1',
    'g 1:1',
    'user:',
    'user:u',
  ),
  fc.constantFrom<unknown>('access', 'refresh', 'org', 'app', 'deny', 'block', 'notBefore', 'not-installed'),
  fc.constantFrom<unknown>([], {}, ['a'], ['access'], ['access', 'access'], { scope: 'org' }, { a: 'b' }),
  fc.jsonValue(),
);

/** One member of an object, or item of an array, that is set, removed or added. */
interface Change {
  readonly action: 'set' | 'remove' | 'add';
  /** Which member at each depth, counted around. */
  readonly path: readonly number[];
  readonly name: string;
  readonly value: unknown;
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  action: fc.constantFrom('set', 'set', 'remove', 'add'),
  path: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  name: fc.constantFrom('more', '__proto__', 'constructor'),
  value: ODD,
});

function changed(json: unknown, change: Change, depth = 0): unknown {
  if (typeof json !== 'object' || json === null) return json;
  const { action, path, name, value } = change;
  const isArray = Array.isArray(json);
  const members: [string, unknown][] = Object.entries(json);
  const at = (path[depth] ?? 0) % Math.max(members.length, 1);
  const [key, member] = members[at] ?? [name, undefined];
  if (depth < path.length - 1 && typeof member === 'object' && member !== null) {
    members[at] = [key, changed(member, change, depth + 1)];
  } else if (action === 'add') members.push([name, value]);
  else members.splice(at, 1, ...(action === 'set' ? [[key, value] satisfies [string, unknown]] : []));
  return isArray ? members.map(([, item]) => item) : Object.fromEntries(members);
}

/** One of some well-formed values with up to three changes anywhere in it, or any other JSON. */
export function nearly(...wellFormed: readonly unknown[]): fc.Arbitrary<unknown> {
  const mutated = fc
    .tuple(fc.constantFrom(...wellFormed), fc.array(CHANGE, { maxLength: 3 }))
    .map(([value, changes]) => changes.reduce((json, change) => changed(json, change), value));
  return fc.oneof({ weight: 9, arbitrary: mutated }, { weight: 1, arbitrary: fc.jsonValue() });
}
