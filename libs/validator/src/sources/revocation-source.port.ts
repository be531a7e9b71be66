import type { FoldEntry, Position, RevocationState, TokenKind } from '#domain';
import type { UsageWindow } from '../usage/usage-meter.js';

/**
 * Why knowledge doesn't count as complete. A closed set; part of {@link ValidatorStatus}.
 *
 * @example
 * ```ts
 * import type { StaleReason } from '@rescind/validator';
 *
 * export const isSuspicious = (reason: StaleReason) => reason === 'bad-signature' || reason === 'regression';
 * ```
 */
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

/**
 * Knowledge that somebody else in this process folds; asked on every verdict.
 *
 * @example
 * ```ts
 * import type { LiveKnowledge } from '@rescind/validator';
 *
 * // Nothing is known yet, so nothing is accepted yet
 * export const nothing: LiveKnowledge = { state: () => null, knownAsOf: () => null };
 * ```
 */
export interface LiveKnowledge {
  /** The organisation's state, the same object that is folded into; `null`: not known yet. */
  state(): RevocationState | null;
  /** Up to when it is complete, ms of the validator's monotonic clock; `null` where that is unknown. */
  knownAsOf(): number | null;
}

/**
 * A complete state, as a source starts from it.
 *
 * @example
 * ```ts
 * import type { Baseline } from '@rescind/validator';
 *
 * export const isBeginning = ({ position }: Baseline) => position === null;
 * ```
 */
export interface Baseline {
  readonly state: RevocationState;
  /** Where the source goes on from; of the log as it is now. */
  readonly position: Position | null;
  /** Longest lifetime of a token per kind, ms, for which the state has every revocation: its entries were kept that long. */
  readonly maxLifetimeMs: Readonly<Record<TokenKind, number>>;
}

/**
 * Where a source delivers what it learns; the validator implements it.
 *
 * @example
 * ```ts
 * import type { RevocationSink } from '@rescind/validator';
 *
 * export const isStale = (sink: RevocationSink) => sink.freshness().stale;
 * ```
 */
export interface RevocationSink {
  /** The validator's clock for ages, ms; never set back. */
  readonly monotonic: () => number;
  /** The last position absorbed; `null` before the first decision. */
  position(): Position | null;
  /** A complete state arrived. It is merged with what is known, and ends a fault that was reported before. */
  adopt(baseline: Baseline): void;
  /** Folds one record. In force for the next verdict, in the same tick. */
  absorb(entry: FoldEntry): void;
  /**
   * The log ended with `head` at `asOfMs` of {@link monotonic} (`null`: it had no decision). Once everything up to `head` is absorbed,
   * knowledge is complete as of that moment.
   *
   * @returns `false` where that contradicts what was absorbed: knowledge is broken then, and a baseline is needed
   */
  complete(head: Position | null, asOfMs: number): boolean;
  /** When the oldest head was asked for that isn't reached yet, ms of {@link monotonic}; `null` where all are reached. */
  behindSinceMs(): number | null;
  /** How old the knowledge is, ms (`null` where that is unknown), and whether that is too old. */
  freshness(): { readonly stale: boolean; readonly ageMs: number | null };
  /** Something was missed or forged: knowledge is stale from now on, until {@link adopt}. */
  fault(reason: StaleReason): void;
  /** An issuer changed its signing keys. */
  signingKeysChanged(iss: string): void;
  /** Uses knowledge that is folded elsewhere, in place of {@link adopt} and {@link absorb}. */
  attach(live: LiveKnowledge): void;
}

/**
 * Where a validator's knowledge comes from.
 *
 * @example
 * ```ts
 * import type { RevocationSource } from '@rescind/validator';
 *
 * // One that never learns anything: the validator is never ready
 * export const silent: RevocationSource = { start: () => Promise.resolve(), close: () => Promise.resolve() };
 * ```
 */
export interface RevocationSource {
  /** Begins to deliver to the sink; resolves at once, or when the first attempt has ended. Keeps trying until it is closed. */
  start(sink: RevocationSink): Promise<void>;
  /** Passes usage on, if the source has a way to. */
  report?(window: UsageWindow): void;
  /** How many of the reported calls could not be passed on. */
  lostUsage?(): number;
  close(): Promise<void>;
}
