import fc from 'fast-check';
import { formatIsoTime } from '../../values/iso-time.js';
import type { Effect, WatermarkScope } from '../effects/effects.js';
import type { FoldEntry } from '../fold/revocation.fold.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../effects/limits.js';
import { TOKEN_KINDS } from '../../values/token-kind.js';
import type { IssuerTrust, JudgedClaims } from '../judge/verdict.js';

/*
 * Records and tokens from a world so small that they meet all the time: two logs, a dozen offsets, five seconds, and names
 * that are also property names of every object.
 */

/** Epoch ms at which the world starts; a whole second. */
export const BASE_MS = 1_767_225_600_000;

const issuers = fc.constantFrom('https://a.example', 'https://b.example');
const names = fc.constantFrom('x', 'y', '__proto__', 'constructor');
const optionalNames = fc.option(names, { nil: undefined });
const kinds = fc.subarray([...TOKEN_KINDS], { minLength: 1 });
const generations = fc.constantFrom('g1', 'g2');
const instants = fc.integer({ min: BASE_MS, max: BASE_MS + 5_000 });

/** A UUIDv7 (RFC 9562 section 5.7) of that ms. */
export function uuidV7(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const tokenIds = fc.oneof(names, instants.map(uuidV7));

const scopes: fc.Arbitrary<WatermarkScope> = fc.oneof(
  fc.constant({ scope: 'org' } as const),
  fc.record({ scope: fc.constant('issuer' as const), iss: issuers }),
  fc.record({ scope: fc.constant('app' as const), app: names }),
  fc.record({ scope: fc.constant('user' as const), user: names }),
  fc.record({ scope: fc.constant('user-app' as const), user: names, app: names }),
  fc.record({ scope: fc.constant('session' as const), session: names }),
  fc.record({ scope: fc.constant('grant' as const), grant: names }),
);

const times = fc.oneof(
  { weight: 8, arbitrary: instants.map(formatIsoTime) },
  { weight: 1, arbitrary: fc.constant(formatIsoTime(BASE_MS + 86_400_000)) },
  { weight: 1, arbitrary: fc.constant('no time at all') },
);

/** Any effect but a lift, the only one that can let something through again. */
export const refusingEffects: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ effect: fc.constant('deny' as const), iss: issuers, jti: tokenIds }),
  fc.record({ effect: fc.constant('denyKid' as const), iss: issuers, kid: names }),
  fc.record({ effect: fc.constant('block' as const), app: names, id: names }),
  {
    weight: 4,
    arbitrary: fc.record({ effect: fc.constant('notBefore' as const), of: scopes, kinds, time: times }),
  },
);

/** Any effect. */
export const effects: fc.Arbitrary<Effect> = fc.oneof(
  { weight: 8, arbitrary: refusingEffects },
  {
    weight: 1,
    arbitrary: fc.record({
      effect: fc.constant('lift' as const),
      app: names,
      ids: fc.uniqueArray(names, { minLength: 1 }),
    }),
  },
);

/** A record with the given effects, anywhere in either log. */
export function entryOf(effect: fc.Arbitrary<Effect>): fc.Arbitrary<FoldEntry> {
  return fc.record({
    position: fc.record({ generation: generations, offset: fc.integer({ min: 0, max: 12 }) }),
    appendedAtMs: instants,
    effects: fc.array(effect, { maxLength: 3 }),
    keepUntilMs: fc.option(fc.integer({ min: BASE_MS, max: BASE_MS + 10_000 }), { nil: null }),
  });
}

/** A run of records. */
export const entries: fc.Arbitrary<FoldEntry[]> = fc.array(entryOf(effects), { maxLength: 12 });

/** The same records in another order, each once or more. */
export function disturbed(records: readonly FoldEntry[]): fc.Arbitrary<FoldEntry[]> {
  const repeats = fc.subarray([...records]);
  const all = repeats.map((again) => [...records, ...again]);
  return all.chain((list) => fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }));
}

/** A token of that world, alive for an hour from its start as far as the clock goes. */
export const claims: fc.Arbitrary<JudgedClaims> = fc.record({
  kind: fc.constantFrom(...TOKEN_KINDS),
  iss: issuers,
  jti: fc.option(tokenIds, { nil: undefined }),
  clientId: optionalNames,
  sub: optionalNames,
  sid: optionalNames,
  grantId: optionalNames,
  kid: optionalNames,
  rpos: fc.option(
    fc.record({ generation: fc.constantFrom('g1', 'g2', 'g3'), offset: fc.integer({ min: -1, max: 13 }) }),
    { nil: undefined },
  ),
  iat: fc.option(
    fc.oneof(
      fc.integer({ min: 0, max: 5 }).map((second) => BASE_MS / 1_000 + second),
      instants.map((ms) => ms / 1_000),
    ),
    { nil: undefined },
  ),
  exp: fc.constant(BASE_MS / 1_000 + 3_600),
});

/** Issuers of every degree of trust. */
export const trusts: fc.Arbitrary<IssuerTrust> = fc.record({
  toleranceMs: fc.constantFrom(0, 1, 500, 2_000),
  maxLifetimeMs: fc.constant(DEFAULT_MAX_LIFETIME_MS),
  jtiCarriesTime: fc.boolean(),
  rposTrusted: fc.boolean(),
});

/** A moment at which every token of that world is alive. */
export const NOW_MS = BASE_MS + 60_000;
