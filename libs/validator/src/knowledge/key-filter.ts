import { denyKey, type Effect, type JudgeKeys, type RevocationState, scopeKey, TOKEN_KINDS } from '#domain';

/** Bits per key: the filter is right for a token that nothing covers in about nine of ten cases. */
const BITS_PER_KEY = 64;
const MIN_BITS = 1 << 16;
const MAX_BITS = 1 << 28;

/** The place of a token's keys in any {@link KeyFilter}. */
export type KeyHashes = readonly number[];

/** Hashes of everything that a token can be looked up by; made once per token. */
export function keyHashes(keys: JudgeKeys): KeyHashes {
  const { blockedApp, ...lookedUp } = keys;
  const hashes: number[] = [];
  if (blockedApp !== undefined) hashes.push(hash(blockKey(blockedApp)));
  for (const key of Object.values(lookedUp) as readonly (string | undefined)[]) {
    if (key !== undefined) hashes.push(hash(key));
  }
  hashes.push(hash(scopeKey({ scope: 'org' })));
  return hashes;
}

/**
 * Says quickly that a state has no entry at all for a token. Looking up nine keys in maps of a hundred thousand entries costs some
 * thirty cache misses; asking here first costs few. A bit that is set may mean nothing (look into the state); one that
 * isn't means for sure that there is no entry (Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970).
 */
export class KeyFilter {
  #bits = new Int32Array(MIN_BITS / 32);
  #mask = MIN_BITS - 1;
  #keys = 0;

  /** A filter with every key of a state, and room for as many again. */
  static of(state: RevocationState): KeyFilter {
    const filter = new KeyFilter();
    filter.#size(countOf(state) * 2);
    for (const key of keysOf(state)) filter.#add(key);
    return filter;
  }

  /** Whether more keys were added than it was made for. */
  get full(): boolean {
    return this.#keys * (BITS_PER_KEY / 2) > this.#mask && this.#mask < MAX_BITS - 1;
  }

  /** Adds every key that an effect makes an entry for. Effects without one are none yet; see the exhaustive switch. */
  addEffect(effect: Effect): void {
    switch (effect.effect) {
      case 'deny':
        this.#add(denyKey(effect.iss, effect.jti));
        return;
      case 'denyKid':
        this.#add(denyKey(effect.iss, effect.kid));
        return;
      case 'notBefore':
        this.#add(scopeKey(effect.of));
        return;
      case 'block':
      case 'lift':
        this.#add(blockKey(effect.app));
        return;
    }
  }

  /** `false`: the state has no entry under any of these keys. */
  mayHave(hashes: KeyHashes): boolean {
    for (const place of hashes) {
      const at = place & this.#mask;
      if (((this.#bits[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0) return true;
    }
    return false;
  }

  #add(key: string): void {
    const at = hash(key) & this.#mask;
    this.#bits[at >>> 5] = (this.#bits[at >>> 5] ?? 0) | (1 << (at & 31));
    this.#keys += 1;
  }

  #size(keys: number): void {
    let bits = MIN_BITS;
    while (bits < keys * BITS_PER_KEY && bits < MAX_BITS) bits *= 2;
    this.#bits = new Int32Array(bits / 32);
    this.#mask = bits - 1;
  }
}

function countOf(state: RevocationState): number {
  const { denied, deniedKids, blocks, lifts, watermarks } = state;
  const marks = TOKEN_KINDS.reduce((sum, kind) => sum + watermarks[kind].size, 0);
  return denied.size + deniedKids.size + blocks.size + lifts.size + marks;
}

function* keysOf(state: RevocationState): Generator<string, void> {
  yield* state.denied.keys();
  yield* state.deniedKids.keys();
  for (const kind of TOKEN_KINDS) yield* state.watermarks[kind].keys();
  for (const app of state.blocks.keys()) yield blockKey(app);
  for (const app of state.lifts.keys()) yield blockKey(app);
}

function blockKey(app: string): string {
  return `block:${app}`;
}

/** FNV-1a with a final mix, as a non-negative integer below 2^28. */
function hash(key: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) mixed = Math.imul(mixed ^ key.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return (mixed ^ (mixed >>> 15)) & (MAX_BITS - 1);
}
