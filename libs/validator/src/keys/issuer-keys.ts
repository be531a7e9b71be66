import { quoted } from '../refusal/quoted.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import type { SignatureAlgorithm } from '../jose/algorithms.js';
import type { KeyMaterial, SignatureEngine } from '../signature/signature-engine.js';
import { FetchLimiter } from './fetch-limiter.js';
import { fits, type JwkSet, type PublicJwk, signatureKeys } from '../jose/jwk.js';

/** A key of one issuer. What was checked with it holds only as long as it is `live`. */
export interface VerificationKey {
  readonly jwk: PublicJwk;
  readonly material: KeyMaterial;
  /** Becomes `false` when the key is denied or leaves the set, and stays so. */
  live: boolean;
}

/** Where the keys come from: they are at hand (asked for with every new token), or read with `load`. */
export type KeySource = { readonly atHand: () => JwkSet } | { readonly load: () => Promise<JwkSet> };

/** How long a `kid` that wasn't in the set counts as unknown without asking again, ms. */
const UNKNOWN_TTL_MS = 60_000;
const MAX_UNKNOWN = 1_000;

/** The keys of one issuer. Another issuer's keys with the same `kid` are never looked at. */
export class IssuerKeys {
  #keys: readonly VerificationKey[] = [];
  #atHand: JwkSet | null = null;
  #loading: Promise<void> | null = null;
  readonly #unknown = new Map<string, number>();
  readonly #limiter: FetchLimiter;

  constructor(
    private readonly source: KeySource,
    private readonly engine: SignatureEngine,
    private readonly monotonic: () => number,
  ) {
    this.#limiter = new FetchLimiter(monotonic);
  }

  /** The key for a token among those that are known; a set that has become old is read again in the background. */
  find(kid: string | undefined, alg: SignatureAlgorithm): VerificationKey | undefined {
    if ('atHand' in this.source) this.#useAtHand(this.source.atHand());
    else if (this.#limiter.mayRefresh()) void this.#load();
    return this.#lookUp(kid, alg);
  }

  /**
   * The key for a token, fetching the set if that may be done now.
   *
   * @throws RefusedTokenError `KEY_UNKNOWN`, or `KEYS_UNAVAILABLE` where no set could be read so far
   */
  async resolve(kid: string | undefined, alg: SignatureAlgorithm): Promise<VerificationKey> {
    if (!('atHand' in this.source) && !this.#isKnownUnknown(kid)) {
      if (this.#loading !== null) await this.#loading;
      else if (this.#limiter.mayFetchUnknown()) await this.#load();
    }
    const key = this.#lookUp(kid, alg);
    if (key !== undefined) return key;
    if (!('atHand' in this.source) && !this.#limiter.loaded) throw new RefusedTokenError('KEYS_UNAVAILABLE');
    this.#limiter.missed();
    this.#rememberUnknown(kid);
    throw new RefusedTokenError('KEY_UNKNOWN', {
      expected: this.#keys.map((one) => one.jwk.kid),
      found: `${quoted([kid])} for ${alg}`,
    });
  }

  /** Drops keys for good that the predicate names; called when a `kid` was denied. */
  drop(denied: (kid: string) => boolean): void {
    const stays = (key: VerificationKey) => key.jwk.kid === undefined || !denied(key.jwk.kid);
    this.#keep(this.#keys.filter(stays));
  }

  /** A signing-key event arrived: the set is read at the next occasion, once, whatever the limiter says. */
  expectChange(): void {
    this.#unknown.clear();
    this.#limiter.allowOne();
  }

  #useAtHand(set: JwkSet): void {
    if (set === this.#atHand) return;
    this.#atHand = set;
    this.#replace(set);
  }

  #lookUp(kid: string | undefined, alg: SignatureAlgorithm): VerificationKey | undefined {
    if (kid === undefined && this.#keys.length > 1) return undefined;
    const matching = this.#keys.filter(
      (key) => (kid === undefined || key.jwk.kid === kid) && fits(key.jwk, alg),
    );
    // Where two keys have the same kid, neither is used: the token doesn't say which one was meant.
    return matching.length === 1 ? matching[0] : undefined;
  }

  #load(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #fetch(): Promise<void> {
    if ('atHand' in this.source) return;
    this.#limiter.started();
    try {
      this.#replace(await this.source.load());
      this.#limiter.ended(true);
    } catch {
      // The keys that are known stay in use; the limiter decides when to try again.
      this.#limiter.ended(false);
    }
  }

  #replace(set: JwkSet): void {
    const known = new Map(this.#keys.map((key) => [JSON.stringify(key.jwk), key]));
    const next: VerificationKey[] = [];
    for (const jwk of signatureKeys(set)) {
      const same = known.get(JSON.stringify(jwk));
      const material = same?.material ?? this.engine.import(jwk);
      if (material !== null) next.push(same ?? { jwk, material, live: true });
    }
    this.#keep(next);
  }

  #keep(next: readonly VerificationKey[]): void {
    for (const key of this.#keys) if (!next.includes(key)) key.live = false;
    this.#keys = next;
  }

  #isKnownUnknown(kid: string | undefined): boolean {
    const until = kid === undefined ? undefined : this.#unknown.get(kid);
    return until !== undefined && this.monotonic() < until;
  }

  #rememberUnknown(kid: string | undefined): void {
    if (kid === undefined) return;
    if (this.#unknown.size >= MAX_UNKNOWN) this.#unknown.clear();
    this.#unknown.set(kid, this.monotonic() + UNKNOWN_TTL_MS);
  }
}
