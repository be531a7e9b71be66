import { denyKey, formatPosition } from '#domain';
import { IntrospectionClient } from '../introspection/introspection.js';
import { ForwardOnlyClock } from '../knowledge/forward-only-clock.js';
import { Knowledge, type KnowledgeObserver } from '../knowledge/knowledge.js';
import type { ValidatorOptions, WhenStale } from '../options/validator.options.js';
import { RefusedTokenError } from '../refusal/refusal.errors.js';
import { nodeEngine } from '../signature/node.engine.js';
import { SignatureCache } from '../signature/signature-cache.js';
import { webcryptoEngine } from '../signature/webcrypto.engine.js';
import type { RevocationSink } from '../sources/revocation-source.port.js';
import { onInterval, pause } from '../timing/timers.js';
import type { VerifiedToken } from '../token/claims.js';
import { UsagePump } from '../usage/usage-pump.js';
import type { Validator, ValidatorStatus } from './validator.port.js';
import { type AcceptedIssuer, acceptIssuer, limitLifetime } from './accepted-issuer.js';
import { isOpaque, readAnswer } from './opaque-token.js';
import { type JudgeableToken, TokenJudge } from './token-judge.js';
import { type SeenToken, TokenReader } from './token-reader.js';

const DEFAULT_MAX_STALENESS_MS = 10_000;
const DEFAULT_MAX_GRACE_MS = 300_000;
const DEFAULT_CACHE_SIZE = 10_000;
const PRUNE_INTERVAL_MS = 60_000;
const READY_CHECK_MS = 20;

/** The validator. Remembers which tokens had a valid signature; makes the verdict anew on every call. */
export class RevocationAwareValidator implements Validator {
  readonly #issuers: ReadonlyMap<string, AcceptedIssuer>;
  readonly #clock: ForwardOnlyClock;
  readonly #knowledge: Knowledge;
  readonly #cache: SignatureCache<SeenToken>;
  readonly #reader: TokenReader;
  readonly #judge: TokenJudge;
  readonly #introspection: IntrospectionClient | null;
  readonly #whenStale: WhenStale;
  readonly #maxGraceMs: number;
  readonly #pump: UsagePump;
  readonly #stopPruning: () => void;
  readonly #closing = new AbortController();
  #closed = false;

  /** @param options checked before */
  constructor(private readonly options: ValidatorOptions) {
    const monotonic = options.monotonic ?? (() => performance.now());
    const wall = options.clock ?? Date.now;
    const engine = (options.signatures === 'webcrypto' ? null : nodeEngine()) ?? webcryptoEngine;
    const tools = { engine, monotonic, fetch: options.fetch ?? fetch };
    this.#issuers = new Map(options.issuers.map((issuer) => [issuer.issuer, acceptIssuer(issuer, tools)]));
    this.#clock = new ForwardOnlyClock(wall, monotonic);
    this.#knowledge = new Knowledge(
      monotonic,
      wall,
      this.#observer(),
      options.maxStalenessMs ?? DEFAULT_MAX_STALENESS_MS,
    );
    this.#cache = new SignatureCache(options.cacheSize ?? DEFAULT_CACHE_SIZE);
    this.#reader = new TokenReader(this.#issuers, this.#knowledge, engine.synchronous);
    this.#pump = new UsagePump(options);
    this.#judge = new TokenJudge(this.#knowledge, this.#pump.meter);
    this.#introspection =
      options.introspection === undefined ? null : new IntrospectionClient(options.introspection);
    this.#whenStale = options.whenStale ?? 'deny';
    this.#maxGraceMs = options.maxGraceMs ?? DEFAULT_MAX_GRACE_MS;
    this.#stopPruning = onInterval(PRUNE_INTERVAL_MS, () => {
      this.#knowledge.prune();
    });
  }

  /** Where the source delivers. */
  get sink(): RevocationSink {
    return this.#knowledge;
  }

  // Not an async function: for a token that was seen before, it returns a promise that was resolved before.
  verify(token: string): Promise<VerifiedToken> {
    try {
      const seen = this.#remembered(token);
      if (seen === undefined) return this.#verifyNew(token);
      const verified = this.#decide(seen);
      if (verified === undefined) return this.#introspect(seen, token);
      return (seen.answer ??= Promise.resolve(verified));
    } catch (error) {
      return Promise.reject(
        error instanceof Error ? error : new Error('verification failed', { cause: error }),
      );
    }
  }

  verifySync(token: string): VerifiedToken | undefined {
    const remembered = this.#remembered(token);
    if (remembered !== undefined) return this.#decide(remembered);
    this.#requireReady();
    if (this.#isForIntrospection(token)) return undefined;
    const seen = this.#reader.readNow(token);
    if (seen === undefined) return undefined;
    this.#cache.put(seen);
    return this.#decide(seen);
  }

  status(): ValidatorStatus {
    const ready = this.#knowledge.state !== null && !this.#closed;
    const { stale, ageMs } = this.#knowledge.freshness();
    const position = this.#knowledge.position();
    const reason = this.#closed ? 'closed' : (this.#knowledge.broken ?? (ready ? 'too-old' : 'no-snapshot'));
    return {
      ready,
      stale: !ready || stale,
      ...(ready && !stale ? {} : { reason }),
      position: position === null ? null : formatPosition(position),
      ageMs,
      entries: this.#knowledge.entries(),
      lostUsage: this.#pump.lost,
      failedUseCallbacks: this.#pump.failedCallbacks,
    };
  }

  async ready(): Promise<void> {
    while (this.status().stale && !this.#closed) await pause(READY_CHECK_MS, this.#closing.signal);
    if (this.#closed) throw new RefusedTokenError('NOT_READY', { about: 'closed' });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing.abort();
    this.#stopPruning();
    this.#pump.close();
    await this.options.source.close();
  }

  async #verifyNew(token: string): Promise<VerifiedToken> {
    this.#requireReady();
    if (this.#isForIntrospection(token)) return this.#verifyOpaque(token);
    const reading = this.#reader.read(token);
    const seen = reading instanceof Promise ? await reading : reading;
    this.#cache.put(seen);
    return this.#decide(seen) ?? this.#introspect(seen, token);
  }

  async #verifyOpaque(token: string): Promise<VerifiedToken> {
    const answer = (await this.#introspection?.ask(token)) ?? {};
    return this.#decideNow(readAnswer(answer, this.#issuers, this.#clock.wall()));
  }

  async #introspect(seen: SeenToken, token: string): Promise<VerifiedToken> {
    await this.#introspection?.ask(token);
    return this.#decideNow(seen);
  }

  /** The entry of a token that was seen, while the key that checked it is still one of its issuer's. */
  #remembered(token: string): SeenToken | undefined {
    if (this.#closed) throw new RefusedTokenError('NOT_READY', { about: 'closed' });
    if (typeof (token as unknown) !== 'string') throw new RefusedTokenError('TOKEN_MALFORMED');
    const seen = this.#cache.get(token);
    if (seen === undefined || seen.key.live) return seen;
    this.#cache.delete(seen);
    return undefined;
  }

  /** The verdict; `undefined`: active as far as is known, but that is too old and introspection has to be asked. */
  #decide(seen: SeenToken): VerifiedToken | undefined {
    const wallMs = this.#clock.wall();
    const monotonicMs = this.#clock.monotonic();
    const nowMs = this.#clock.at(wallMs, monotonicMs);
    this.#judgeOrForget(seen, nowMs);
    const ageMs = this.#knowledge.ageAt(wallMs, monotonicMs);
    if (ageMs > this.#knowledge.maxStalenessMs) {
      if (this.#whenStale === 'introspect') return undefined;
      if (this.#whenStale === 'deny' || this.#isGraceOver(wallMs, monotonicMs)) throw this.#stale(ageMs);
    }
    this.#judge.countUse(seen, nowMs);
    return seen.token;
  }

  #stale(ageMs: number): RefusedTokenError {
    const found = Number.isFinite(ageMs)
      ? `knowledge ${String(Math.round(ageMs))} ms old`
      : `knowledge of unknown age (${this.#knowledge.broken ?? 'no head was reached so far'})`;
    return new RefusedTokenError('STALE', {
      expected: `knowledge at most ${String(this.#knowledge.maxStalenessMs)} ms old`,
      found,
    });
  }

  #isGraceOver(wallMs: number, monotonicMs: number): boolean {
    return this.#knowledge.staleForMs(wallMs, monotonicMs) > this.#maxGraceMs;
  }

  /** The verdict on a token that introspection has just called active. */
  #decideNow(seen: JudgeableToken): VerifiedToken {
    const nowMs = this.#clock.at(this.#clock.wall(), this.#clock.monotonic());
    this.#judge.judge(seen, nowMs);
    this.#judge.countUse(seen, nowMs);
    return seen.token;
  }

  #judgeOrForget(seen: SeenToken, nowMs: number): void {
    try {
      this.#judge.judge(seen, nowMs);
    } catch (error) {
      if (error instanceof RefusedTokenError && error.reason === 'expired') this.#cache.delete(seen);
      throw error;
    }
  }

  #requireReady(): void {
    if (this.#knowledge.state === null) throw new RefusedTokenError('NOT_READY');
  }

  #isForIntrospection(token: string): boolean {
    return this.#introspection?.takesOpaqueTokens === true && isOpaque(token);
  }

  #observer(): KnowledgeObserver {
    return {
      keysDenied: () => {
        const denied = this.#knowledge.state?.deniedKids;
        for (const { issuer, keys } of this.#issuers.values()) {
          keys.drop((kid) => denied?.has(denyKey(issuer, kid)) === true);
          keys.expectChange();
        }
      },
      signingKeysChanged: (iss) => {
        this.#issuers.get(iss)?.keys.expectChange();
      },
      lifetimeLimited: (accessMs) => {
        for (const issuer of this.#issuers.values()) issuer.trust = limitLifetime(issuer.trust, accessMs);
      },
    };
  }
}
