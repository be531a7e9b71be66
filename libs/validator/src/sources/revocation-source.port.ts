import type { FoldEntry, Position, RevocationState, TokenKind } from '#domain';
import type { UsageWindow } from '../usage/usage-meter.js';

/** Why knowledge doesn't count as complete. A closed set; part of {@link ValidatorStatus}. */
export type StaleReason =
  | 'no-snapshot'
  | 'too-old'
  | 'gap'
  | 'regression'
  | 'generation-changed'
  | 'bad-signature'
  | 'unknown-effect'
  | 'invalid-record'
  | 'invalid-snapshot'
  | 'unauthorised'
  | 'closed';

/** Knowledge that somebody else in this process folds; asked on every verdict. */
export interface LiveKnowledge {
  /** The organisation's state, the same object that is folded into; `null`: not known yet. */
  state(): RevocationState | null;
  /** Up to when it is complete, ms of the validator's monotonic clock; `null`: it can't be said. */
  knownAsOf(): number | null;
}

/** A complete state, as a source starts from it. */
export interface Baseline {
  readonly state: RevocationState;
  /** Where the source goes on from; of the log as it is now. */
  readonly position: Position | null;
  /** Longest lifetime of a token per kind, ms, that the state can vouch for: entries were kept that long. */
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
}

/** What a source tells; the validator implements it. */
export interface RevocationSink {
  /** The validator's clock for ages, ms; never set back. */
  readonly monotonic: () => number;
  /** The last position absorbed; `null` before the first decision. */
  position(): Position | null;
  /** Takes a complete state. What was known before stays known; a fault that was told is over. */
  adopt(baseline: Baseline): void;
  /** Folds one record. In force for the next verdict, in the same tick. */
  absorb(entry: FoldEntry): void;
  /**
   * All decisions up to `head` are all there were at `asOfMs` of {@link monotonic}; `null`: there were none. `false`: that
   * contradicts what was absorbed, knowledge is broken, and a baseline is needed.
   */
  complete(head: Position | null, asOfMs: number): boolean;
  /** Since when a head is known that wasn't reached, ms of {@link monotonic}; `null`: all were. */
  behindSinceMs(): number | null;
  /** How old the knowledge is, ms (`null`: it can't be said), and whether that is too old. */
  freshness(): { readonly stale: boolean; readonly ageMs: number | null };
  /** Something was missed or forged: stale from now on, until {@link adopt}. */
  fault(reason: StaleReason): void;
  /** An issuer changed its signing keys. */
  signingKeysChanged(iss: string): void;
  /** Uses knowledge that is folded elsewhere, in place of {@link adopt} and {@link absorb}. */
  attach(live: LiveKnowledge): void;
}

/** Where a validator's knowledge comes from. */
export interface RevocationSource {
  /** Begins to tell the sink; resolves at once or when the first attempt has ended. Keeps trying until it is closed. */
  start(sink: RevocationSink): Promise<void>;
  /** Passes usage on, if the source has a way to. */
  report?(window: UsageWindow): void;
  /** How many calls it was told of and could not pass on. */
  lostUsage?(): number;
  close(): Promise<void>;
}
