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
import { WallMoments } from './wall-moments.js';

/** What must be done elsewhere when something is learnt. */
export interface KnowledgeWatcher {
  /** No token that lives longer than this, ms, may be accepted. */
  lifetimeVouched(accessMs: number): void;
  /** Some keys may have been denied. */
  keysDenied(): void;
  signingKeysChanged(iss: string): void;
}

/** A head that was told before everything up to it had arrived. */
interface PendingHead {
  readonly head: Position;
  readonly asOfMs: number;
  /** The same moment on the wall clock. */
  readonly asOfWallMs: number;
}

/** Most heads that wait; more than a minute of them. */
const MAX_PENDING = 64;

/** What this edge knows, and how old that is. The only place that folds. */
export class Knowledge implements RevocationSink {
  #state: RevocationState | null = null;
  /** Everything that {@link #state} has an entry for. */
  #filter: KeyFilter | null = null;
  /** Judges like {@link #state} a token that has no entry there. */
  #noEntries: RevocationState = emptyRevocationState();
  #live: LiveKnowledge | null = null;
  #liveAge: LiveAge | null = null;
  readonly #age: KnowledgeAge;
  readonly #moments: WallMoments;
  /** Where the source stands; apart from the state's own position, which orders generations by name. */
  #position: Position | null = null;
  #fault: StaleReason | null = null;
  #absorbedAtMs = -Infinity;
  #pending: PendingHead[] = [];

  constructor(
    readonly monotonic: () => number,
    private readonly wall: () => number,
    private readonly watcher: KnowledgeWatcher,
    /** Oldest knowledge that counts as fresh, ms. */
    readonly maxStalenessMs: number,
  ) {
    this.#age = new KnowledgeAge(monotonic, wall, maxStalenessMs);
    this.#moments = new WallMoments(monotonic, wall);
  }

  /** The state to judge by; `null` before the first snapshot. */
  get state(): RevocationState | null {
    return this.#live === null ? this.#state : this.#live.state();
  }

  /** The state to judge a token by that is looked up under these keys: the whole, or one without entries if none is its. */
  stateFor(hashes: KeyHashes): RevocationState | null {
    if (this.#filter === null || this.#filter.mayHave(hashes)) return this.state;
    return this.#noEntries;
  }

  /** Why knowledge is broken, apart from its age. */
  get broken(): StaleReason | null {
    return this.#fault;
  }

  /** How old the knowledge is at most, ms; `Infinity`: it can't be said. */
  ageAt(wallMs: number, monotonicMs: number): number {
    if (this.#liveAge !== null) return this.#liveAge.at(monotonicMs);
    return this.#fault === null ? this.#age.at(wallMs, monotonicMs) : Infinity;
  }

  /** For how long the knowledge has been stale, ms, where {@link ageAt} says that it is. */
  staleForMs(wallMs: number, monotonicMs: number): number {
    return this.#liveAge?.overdueMs(monotonicMs) ?? this.#age.overdueMs(wallMs, monotonicMs);
  }

  position(): Position | null {
    return this.#live === null ? this.#position : (this.#live.state()?.position ?? null);
  }

  adopt({ state, position, maxLifetimeMs }: Baseline): void {
    if (this.#state === null) this.#age.begin();
    // Joined, not replaced: whatever a snapshot lacks, a revocation that was known stays in force.
    this.#state = this.#state === null ? state : merge(this.#state, state);
    this.#index(this.#state);
    // Where the source goes on, even if that is further back: what comes again changes nothing.
    this.#position = position;
    this.#fault = null;
    this.#forgetAge();
    this.#absorbedAtMs = this.monotonic();
    this.watcher.lifetimeVouched(maxLifetimeMs.access);
    this.watcher.keysDenied();
  }

  absorb(entry: FoldEntry): void {
    if (this.#state === null) this.#age.begin();
    this.#state = fold(this.#state ?? emptyRevocationState(), entry);
    for (const effect of entry.effects) this.#filter?.addEffect(effect);
    if (this.#filter === null || this.#filter.full) this.#index(this.#state);
    this.#position = entry.position;
    this.#absorbedAtMs = this.monotonic();
    if (entry.effects.some(deniesKey)) this.watcher.keysDenied();
    this.#settle();
  }

  complete(head: Position | null, asOfMs: number): boolean {
    if (this.#state === null || this.#fault !== null) return true;
    const contradiction = this.#contradiction(head, asOfMs);
    if (contradiction !== null) {
      this.fault(contradiction);
      return false;
    }
    const asOfWallMs = this.#moments.at(asOfMs);
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
    this.watcher.signingKeysChanged(iss);
  }

  attach(live: LiveKnowledge): void {
    this.#live = live;
    this.#liveAge = new LiveAge(live, this.maxStalenessMs);
    // What others fold can't be indexed here.
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

  /** A head that was asked for after a later record had arrived, and doesn't know of it: the log was cut or replaced. */
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
    // When it is full, the newest gives way: the oldest is the one that will be reached first.
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
