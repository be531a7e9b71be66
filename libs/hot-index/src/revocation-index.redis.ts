import { judge, revocationStateFromEntries, type JudgedClaims, type WatermarkEntry } from '#domain';
import { HOT_INDEX_PREFIX, markField, tokenPlaces, type TokenPlaces } from './hot-index.keys.js';
import {
  DEFAULT_MAX_AGE_MS,
  type HotIndexDemand,
  type HotLookup,
  type RevocationIndex,
} from './hot-index.port.js';
import { LOOKUP_SCRIPT } from './hot-index.scripts.js';
import { connectHotRedis, type HotRedis, type HotRedisOptions } from './hot-redis.js';

/** Options of {@link connectRevocationIndex}. */
export interface RevocationIndexOptions extends HotRedisOptions {
  /** Partition of an organisation's decisions: `(orgId) => log.partitionOf(DECISIONS_TOPIC, orgId)`. */
  readonly partitionOf: (orgId: string) => number;
  /** Prefix of every key. Default `rescind`. */
  readonly prefix?: string;
}

/**
 * A reader of the hot index. Resolves at once; while Redis can't be reached, every answer is `unavailable`.
 *
 * @example
 * const index = await connectRevocationIndex({ url: 'redis://127.0.0.1:6379', partitionOf });
 * const answer = await index.judge('acme', claims, OWN_ISSUER_TRUST, Date.now());
 * if (!answer.known) return askTheFold();
 */
export async function connectRevocationIndex(options: RevocationIndexOptions): Promise<RevocationIndex> {
  return revocationIndexOn(await connectHotRedis(options), options);
}

/** {@link connectRevocationIndex} on an existing connection, which closing the index closes. */
export function revocationIndexOn(
  redis: HotRedis,
  options: Pick<RevocationIndexOptions, 'partitionOf' | 'prefix'>,
): RevocationIndex {
  const prefix = options.prefix ?? HOT_INDEX_PREFIX;
  const lookup: RevocationIndex['lookup'] = async (orgId, claims, demand = {}) => {
    try {
      const places = tokenPlaces(prefix, options.partitionOf(orgId), orgId, claims);
      const fields = places.scopes.map((scope) => markField(claims.kind, scope));
      const reply = await redis.run(LOOKUP_SCRIPT, places.keys, [places.deny, places.kid, ...fields]);
      return readReply(reply, places, claims, demand);
    } catch {
      return { known: false, gap: 'unavailable' };
    }
  };
  return {
    lookup,
    async judge(orgId, claims, trust, nowMs, demand) {
      const found = await lookup(orgId, claims, demand);
      if (!found.known) return found;
      return { known: true, verdict: judge(found.state, claims, trust, nowMs), position: found.position };
    },
    close: () => redis.close(),
  };
}

function readReply(
  reply: unknown,
  places: TokenPlaces,
  claims: JudgedClaims,
  demand: HotIndexDemand,
): HotLookup {
  const [replid, seconds, micros, marker, deny, kid, marks, blocks, lifts] = listOf(reply);
  const [generation, markedReplid, offset, asOf, logTime, prunedTo] = listOf(marker).map(textOf);
  if (generation === null || generation === undefined || markedReplid !== replid || !offset || !asOf) {
    return { known: false, gap: 'incomplete' };
  }
  const position = { generation, offset: Number(offset) };
  const { atLeast, maxAgeMs = DEFAULT_MAX_AGE_MS } = demand;
  if (atLeast !== undefined && (atLeast.generation !== generation || position.offset < atLeast.offset)) {
    return { known: false, gap: 'behind' };
  }
  const ageMs = Number(seconds) * 1000 + Number(micros) / 1000 - Number(asOf);
  // Written so that an age that is not a number counts as too old.
  if (!(ageMs <= maxAgeMs)) return { known: false, gap: 'stale' };
  const state = revocationStateFromEntries({
    position,
    logTimeMs: Number(logTime ?? 0),
    prunedToMs: Number(prunedTo ?? 0),
    denied: denialOf(places.deny, deny),
    deniedKids: denialOf(places.kid, kid),
    watermarks: listOf(marks).flatMap((text, at) =>
      watermarksOf(claims, places.scopes[at] ?? '', textOf(text)),
    ),
    blocks: [[places.app, listOf(blocks).map(String)]],
    lifts: [[places.app, listOf(lifts).map(String)]],
  });
  return { known: true, state, position, ageMs };
}

function denialOf(key: string, held: unknown): readonly (readonly [string, number | null])[] {
  const keepUntil = textOf(held);
  return keepUntil === null ? [] : [[key, keepUntilOf(keepUntil)]];
}

function watermarksOf(claims: JudgedClaims, scope: string, text: string | null): readonly WatermarkEntry[] {
  return [...(text ?? '').matchAll(/(\S+) (\S+) (\S+) (\d*);/g)].map(
    ([, generation = '', ordinal, timeMs, keepUntil = '']): WatermarkEntry => [
      claims.kind,
      scope,
      generation,
      Number(ordinal),
      Number(timeMs),
      keepUntilOf(keepUntil),
    ],
  );
}

function keepUntilOf(text: string): number | null {
  return text === '' ? null : Number(text);
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('Redis answered something other than a list');
  return value;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
