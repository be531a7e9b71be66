import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DEFAULT_MAX_LIFETIME_MS,
  emptyRevocationState,
  fold,
  prune,
  revocationEntries,
  type Effect,
  type FoldEntry,
  type RevocationState,
  type WatermarkScope,
} from '#domain';
import {
  generateSigningKey,
  importSigningKey,
  importVerificationKeys,
  type SigningKey,
  type VerificationKeys,
} from '../signature/keys.js';
import { DEFAULT_SNAPSHOT_LIMITS, decodeSnapshot } from './snapshot.decode.js';
import { encodeSnapshot } from './snapshot.encode.js';
import type { SnapshotErrorCode } from './snapshot.errors.js';

const CREATED_AT = '2026-11-21T08:00:00.000Z';
const NOW_MS = 1_795_248_000_000;

let signer: SigningKey;
let keys: VerificationKeys;

async function newKey(): Promise<{ signer: SigningKey; keys: VerificationKeys }> {
  const { publicJwk, privateJwk } = await generateSigningKey();
  return {
    signer: await importSigningKey(privateJwk),
    keys: await importVerificationKeys({ keys: [publicJwk] }),
  };
}

beforeAll(async () => {
  ({ signer, keys } = await newKey());
});

function encode(state: RevocationState, createdAt = CREATED_AT): Promise<Uint8Array<ArrayBuffer>> {
  return encodeSnapshot(
    { orgId: 'default', state, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS, createdAt },
    signer,
  );
}

async function refusal(
  bytes: Uint8Array,
  limits = DEFAULT_SNAPSHOT_LIMITS,
): Promise<SnapshotErrorCode | 'accepted'> {
  return decodeSnapshot(bytes, keys, limits).then(
    () => 'accepted',
    (error: unknown) => {
      if (typeof error === 'object' && error !== null && 'code' in error)
        return error.code as SnapshotErrorCode;
      throw error;
    },
  );
}

// Any well-formed text, with a byte order mark now and then: a decoder that drops it would lose a revocation.
const id = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !/\p{Cs}/u.test(text)),
  fc.constantFrom('\ufeffa', 'ä', '😀', 'app-1', 'app-2'),
);
const scope: fc.Arbitrary<WatermarkScope> = fc.oneof(
  fc.constant({ scope: 'org' as const }),
  fc.record({ scope: fc.constant('issuer' as const), iss: id }),
  fc.record({ scope: fc.constant('app' as const), app: id }),
  fc.record({ scope: fc.constant('user' as const), user: id }),
  fc.record({ scope: fc.constant('user-app' as const), user: id, app: id }),
  fc.record({ scope: fc.constant('session' as const), session: id }),
  fc.record({ scope: fc.constant('grant' as const), grant: id }),
);
const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ effect: fc.constant('deny' as const), iss: id, jti: id }),
  fc.record({ effect: fc.constant('denyKid' as const), iss: id, kid: id }),
  fc.record({ effect: fc.constant('block' as const), app: id, id }),
  fc.record({
    effect: fc.constant('lift' as const),
    app: id,
    ids: fc.array(id, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    effect: fc.constant('notBefore' as const),
    of: scope,
    kinds: fc.subarray(['access' as const, 'refresh' as const, 'session' as const], { minLength: 1 }),
    time: fc.constantFrom(CREATED_AT, '2026-11-20T08:00:00.123Z', '1970-01-01T00:00:00.000Z'),
  }),
);
const entry: fc.Arbitrary<FoldEntry> = fc.record({
  position: fc.record({
    generation: fc.constantFrom('g1', 'g2', 'a-generation'),
    offset: fc.nat({ max: 2 ** 40 }),
  }),
  appendedAtMs: fc.integer({ min: 0, max: 2 * NOW_MS }),
  effects: fc.array(effect, { maxLength: 8 }),
  keepUntilMs: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 2 * NOW_MS })),
});
const state = fc.tuple(fc.array(entry, { maxLength: 20 }), fc.boolean()).map(([entries, pruned]) => {
  const folded = entries.reduce(fold, emptyRevocationState());
  if (pruned) prune(folded);
  return folded;
});

function small(): RevocationState {
  const folded = emptyRevocationState();
  const effects: Effect[] = [
    { effect: 'deny', iss: 'i', jti: 't' },
    { effect: 'denyKid', iss: 'i', kid: 'k' },
    { effect: 'notBefore', of: { scope: 'app', app: 'a' }, kinds: ['access', 'session'], time: CREATED_AT },
    { effect: 'block', app: 'a', id: 'b' },
    { effect: 'lift', app: 'a', ids: ['b'] },
  ];
  for (const generation of ['g1', 'g2']) {
    fold(folded, { position: { generation, offset: 7 }, appendedAtMs: NOW_MS, effects, keepUntilMs: null });
  }
  return folded;
}

describe('a snapshot', () => {
  it('gives back exactly the state that it was made from', async () => {
    await fc.assert(
      fc.asyncProperty(state, async (given) => {
        const { state: read, ...about } = await decodeSnapshot(await encode(given), keys);
        expect(revocationEntries(read)).toEqual(revocationEntries(given));
        expect(about).toEqual({
          orgId: 'default',
          position: given.position,
          maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS,
          createdAt: CREATED_AT,
          kid: signer.kid,
        });
      }),
    );
  });

  it('can be folded on as if it had never left memory', async () => {
    await fc.assert(
      fc.asyncProperty(state, entry, async (given, next) => {
        const { state: read } = await decodeSnapshot(await encode(given), keys);
        expect(revocationEntries(fold(read, next))).toEqual(revocationEntries(fold(given, next)));
      }),
    );
  });

  it('is the same bytes for the same state, so that it can be cached by its hash', async () => {
    expect(await encode(small())).toEqual(await encode(small()));
  });

  it('holds the state as it was when it was asked for, whatever is folded while it is signed', async () => {
    const live = small();
    const before = revocationEntries(live);
    const pending = encode(live);
    const effects: Effect[] = [{ effect: 'deny', iss: 'i', jti: 'later' }];
    fold(live, {
      position: { generation: 'g2', offset: 8 },
      appendedAtMs: NOW_MS,
      effects,
      keepUntilMs: null,
    });
    expect(revocationEntries((await decodeSnapshot(await pending, keys)).state)).toEqual(before);
  });

  it('is read whole when it takes several slices', async () => {
    const large = emptyRevocationState();
    for (let at = 0; at < 45_000; at += 1) large.denied.set(`1:i${String(at)}`, NOW_MS + at);
    const { state: read } = await decodeSnapshot(await encode(large), keys);
    expect(read.denied).toEqual(large.denied);
  });

  it('lies anywhere in a larger buffer', async () => {
    const bytes = await encode(small());
    const larger = new Uint8Array(bytes.length + 11);
    larger.set(bytes, 5);
    const { state: read } = await decodeSnapshot(larger.subarray(5, 5 + bytes.length), keys);
    expect(revocationEntries(read)).toEqual(revocationEntries(small()));
  });

  it('of a state that has no form on the wire is not made', async () => {
    const illFormed = emptyRevocationState();
    illFormed.denied.set('1:i\ud800', NOW_MS);
    await expect(encode(illFormed)).rejects.toMatchObject({ code: 'NOT_ENCODABLE' });
    const notANumber = emptyRevocationState();
    notANumber.denied.set('1:it', Number.NaN);
    await expect(encode(notANumber)).rejects.toMatchObject({ code: 'NOT_ENCODABLE' });
    await expect(encode(small(), 'today')).rejects.toMatchObject({ code: 'NOT_ENCODABLE' });
  });
});

describe('a damaged snapshot', () => {
  it('is refused when it is cut off at any byte', async () => {
    const bytes = await encode(small());
    for (let length = 0; length < bytes.length; length += 1) {
      expect([length, await refusal(bytes.subarray(0, length))]).toEqual([length, 'TRUNCATED']);
    }
  });

  it('is refused when any bit of it is flipped', async () => {
    const bytes = await encode(small());
    const codes = new Set<string>();
    for (let at = 0; at < bytes.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        codes.add(await refusal(flipped));
      }
    }
    expect([...codes].sort()).toEqual([
      'BAD_HASH',
      'BAD_SIGNATURE',
      'MALFORMED',
      'NOT_A_SNAPSHOT',
      'TRUNCATED',
      'UNKNOWN_KEY',
      'UNKNOWN_VERSION',
    ]);
  });

  it('is refused when anything follows it', async () => {
    const bytes = await encode(small());
    expect(await refusal(Uint8Array.from([...bytes, 0]))).toBe('MALFORMED');
  });

  it('is refused when it is none at all', async () => {
    expect(await refusal(new TextEncoder().encode('<html>sign in</html>'))).toBe('NOT_A_SNAPSHOT');
    expect(await refusal(new Uint8Array())).toBe('TRUNCATED');
  });

  it('makes the reader throw nothing but SnapshotError', async () => {
    const bytes = await encode(small());
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.nat({ max: bytes.length }),
        async (noise, at) => {
          const spliced = Uint8Array.from([
            ...bytes.subarray(0, at),
            ...noise,
            ...bytes.subarray(at + noise.length),
          ]);
          const outcome: unknown = await decodeSnapshot(spliced, keys).catch((error: unknown) => error);
          const unchanged = Buffer.from(spliced).equals(bytes);
          expect(outcome).toMatchObject(unchanged ? { orgId: 'default' } : { name: 'SnapshotError' });
        },
      ),
    );
  });
});

describe('a snapshot that is not to be trusted', () => {
  it('is refused when somebody else signed it', async () => {
    const other = await newKey();
    const content = { orgId: 'default', state: small(), maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS };
    expect(await refusal(await encodeSnapshot(content, other.signer))).toBe('UNKNOWN_KEY');
    const forged = await encodeSnapshot(content, { ...other.signer, kid: signer.kid });
    expect(await refusal(forged)).toBe('BAD_SIGNATURE');
  });

  it('is refused when it is of another organisation than was asked for', async () => {
    const bytes = await encode(small());
    expect(await refusal(bytes, { ...DEFAULT_SNAPSHOT_LIMITS, orgId: 'another' })).toBe('WRONG_ORG');
    expect(await refusal(bytes, { ...DEFAULT_SNAPSHOT_LIMITS, orgId: 'default' })).toBe('accepted');
  });

  it('is refused beyond the limits of bytes and entries, ids of blocks included', async () => {
    const bytes = await encode(small());
    expect(await refusal(bytes, { maxBytes: bytes.length - 1, maxEntries: 100 })).toBe('TOO_LARGE');
    // 1 token, 1 key, 2 watermarks in each of 2 generations, 1 block and 1 lift of 1 id each.
    expect(await refusal(bytes, { maxBytes: bytes.length, maxEntries: 10 })).toBe('accepted');
    expect(await refusal(bytes, { maxBytes: bytes.length, maxEntries: 9 })).toBe('TOO_LARGE');
    expect(await refusal(bytes, { maxBytes: bytes.length, maxEntries: 7 })).toBe('TOO_LARGE');
  });
});
