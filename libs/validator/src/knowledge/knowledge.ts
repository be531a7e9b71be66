import {
  type Effect,
  emptyRevocationState,
  fold,
  type FoldEntry,
  merge,
  type Position,
  prune,
  type RevocationState,
} from '#domain';
import type {
  Baseline,
  LiveKnowledge,
  RevocationSink,
  StaleReason,
} from '../sources/revocation-source.port.js';
import { KeyFilter, type KeyHashes } from './key-filter.js';
import { KnowledgeAge } from './knowledge-age.js';
import { LiveAge } from './live-age.js';
import { WallClockEstimate } from './wall-clock-estimate.js';

/** Is called when something is learnt that others act upon. */
export interface KnowledgeObserver {
  /** No access token that lives longer than this, ms, may be accepted any more. */
  lifetimeLimited(accessMs: number): void;
  /** Some keys may have been denied. */
  keysDenied(): void;
  signingKeysChanged(iss: string): void;
}

/** A head of the log that is not reached yet. */
interface PendingHead {
  readonly head: Position;
  readonly asOfMs: number;
  /** The same moment on the wall clock. */
  readonly asOfWallMs: number;
}

/** Most heads that wait to be reached: a minute's worth at one per second. */
const MAX_PENDING = 64;

/** What this edge knows of revocations, and how old that is. The only place of the SDK that folds into its own state. */
export class Knowledge implements RevocationSink {
  #state: RevocationState | null = null;
  /** Everything that {@link #state} has an entry for. */
  #filter: KeyFilter | null = null;
  /** An empty state that gives the same verdict as {@link #state} on a token without an entry there. */
  #noEntries: RevocationState = emptyRevocationState();
  #live: LiveKnowledge | null = null;
  #liveAge: LiveAge | null = null;
  readonly #age: KnowledgeAge;
  readonly #wallClock: WallClockEstimate;
  /** The source's position. The state has one of its own, which orders generations by name. */
  #position: Position | null = null;
  #fault: StaleReason | null = null;
  #absorbedAtMs = -Infinity;
  #pending: PendingHead[] = [];

  constructor(
    readonly monotonic: () => number,
    private readonly wall: () => number,
    private readonly observer: KnowledgeObserver,
    /** Oldest knowledge that counts as fresh, ms. */
    readonly maxStalenessMs: number,
  ) {
    this.#age = new KnowledgeAge(monotonic, wall, maxStalenessMs);
    this.#wallClock = new WallClockEstimate(monotonic, wall);
  }

  /** The state to judge by; `null` before the first snapshot. */
  get state(): RevocationState | null {
    return this.#live === null ? this.#state : this.#live.state();
  }

  /** The state to judge a token by: the whole one, or an empty one where the filter knows that no entry concerns these keys. */
  stateFor(hashes: KeyHashes): RevocationState | null {
    if (this.#filter === null || this.#filter.mayHave(hashes)) return this.state;
    return this.#noEntries;
  }

  /** Why knowledge is broken, apart from its age. */
  get broken(): StaleReason | null {
    return this.#fault;
  }

  /** How old the knowledge is at most, ms; `Infinity` where that is unknown. */
  ageAt(wallMs: number, monotonicMs: number): number {
    if (this.#liveAge !== null) return this.#liveAge.at(monotonicMs);
    return this.#fault === null ? this.#age.at(wallMs, monotonicMs) : Infinity;
  }

  /** For how long the knowledge has been stale, ms. Only meaningful while {@link ageAt} says that it is stale. */
  staleForMs(wallMs: number, monotonicMs: number): number {
    return this.#liveAge?.staleForMs(monotonicMs) ?? this.#age.staleForMs(wallMs, monotonicMs);
  }

  position(): Position | null {
    return this.#live === null ? this.#position : (this.#live.state()?.position ?? null);
  }

  adopt({ state, position, maxLifetimeMs }: Baseline): void {
    if (this.#state === null) this.#age.begin();
    // Merged, not replaced: a revocation that was known stays in force even if the snapshot lacks it.
    this.#state = this.#state === null ? state : merge(this.#state, state);
    this.#index(this.#state);
    // The source goes on from here, even if that is before the old position: folding a record twice changes nothing.
    this.#position = position;
    this.#fault = null;
    this.#forgetAge();
    this.#absorbedAtMs = this.monotonic();
    this.observer.lifetimeLimited(maxLifetimeMs.access);
    this.observer.keysDenied();
  }

  absorb(entry: FoldEntry): void {
    if (this.#state === null) this.#age.begin();
    this.#state = fold(this.#state ?? emptyRevocationState(), entry);
    for (const effect of entry.effects) this.#filter?.addEffect(effect);
    if (this.#filter === null || this.#filter.full) this.#index(this.#state);
    this.#position = entry.position;
    this.#absorbedAtMs = this.monotonic();
    if (entry.effects.some(deniesKey)) this.observer.keysDenied();
    this.#settle();
  }

  complete(head: Position | null, asOfMs: number): boolean {
    if (this.#state === null || this.#fault !== null) return true;
    const contradiction = this.#contradiction(head, asOfMs);
    if (contradiction !== null) {
      this.fault(contradiction);
      return false;
    }
    const asOfWallMs = this.#wallClock.at(asOfMs);
    if (head === null || head.offset < 0) this.#age.confirm(asOfMs, asOfWallMs);
    else this.#await({ head, asOfMs, asOfWallMs });
    this.#settle();
    return true;
  }

  freshness(): { readonly stale: boolean; readonly ageMs: number | null } {
    const ageMs = this.ageAt(this.wall(), this.monotonic());
    return { stale: ageMs > this.maxStalenessMs, ageMs: Number.isFinite(ageMs) ? ageMs : null };
  }

  fault(reason: StaleReason): void {
    this.#fault = reason;
    this.#forgetAge();
  }

  signingKeysChanged(iss: string): void {
    this.observer.signingKeysChanged(iss);
  }

  attach(live: LiveKnowledge): void {
    this.#live = live;
    this.#liveAge = new LiveAge(live, this.maxStalenessMs);
    // The filter would miss what another part of the process folds.
    this.#filter = null;
  }

  /** Drops what covers nothing that is alive. Walks all entries: every minute or so, not per record. */
  prune(): void {
    if (this.#state === null) return;
    prune(this.#state, this.wall());
    this.#index(this.#state);
  }

  /** How many denials and watermarks of access tokens are known. */
  entries(): number {
    const { state } = this;
    if (state === null) return 0;
    return state.denied.size + state.deniedKids.size + state.watermarks.access.size + state.blocks.size;
  }

  behindSinceMs(): number | null {
    return this.#pending[0]?.asOfMs ?? null;
  }

  /** Whether a head shows that the log was cut or replaced: it was asked for after a record had arrived, and lies before that record. */
  #contradiction(head: Position | null, asOfMs: number): StaleReason | null {
    const own = this.#position;
    if (own === null || own.offset < 0) return null;
    if (head !== null && head.generation !== own.generation) return 'generation-changed';
    const ends = head?.offset ?? -1;
    return ends < own.offset && asOfMs > this.#absorbedAtMs ? 'regression' : null;
  }

  #index(state: RevocationState): void {
    this.#filter = KeyFilter.of(state);
    this.#noEntries = { ...emptyRevocationState(), prunedToMs: state.prunedToMs };
  }

  #await(pending: PendingHead): void {
    // When the list is full, the newest is dropped: the oldest will be reached first.
    if (this.#pending.length >= MAX_PENDING) this.#pending.pop();
    this.#pending.push(pending);
  }

  #settle(): void {
    const own = this.#position;
    if (own === null) return;
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (own.offset < next.head.offset) return;
      this.#pending.shift();
      this.#age.confirm(next.asOfMs, next.asOfWallMs);
    }
  }

  #forgetAge(): void {
    this.#age.forget();
    this.#pending = [];
  }
}

function deniesKey(effect: Effect): boolean {
  return effect.effect === 'denyKid';
}
