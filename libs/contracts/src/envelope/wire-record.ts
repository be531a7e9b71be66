import type { Actor, Effect, Position, RecordedDecision, RecordedUsage } from '#domain';

/** A record as it comes from the log or the feed. */
export interface WireRecord {
  readonly generation: string;
  readonly offset: number;
  /** Append time on the log's clock, epoch ms. */
  readonly appendedAtMs: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What can be said about a record that isn't a fact we know. */
interface Placed {
  readonly position: Position;
  /** Epoch ms, the log's clock. */
  readonly appendedAtMs: number;
}

/** A decision as an edge reads it: who decided it and what it does. The fact stays as it came, for those who read facts. */
export interface DecisionEffects extends Placed {
  readonly kind: 'effects';
  readonly id: string;
  readonly orgId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  readonly actor: Actor;
  readonly time: string;
  readonly fact: unknown;
  readonly effects: readonly Effect[];
  readonly keepUntil: string | null;
  readonly basedOn: number | null;
  readonly requestDigest: string | null;
}

/** A decision whose fact this code doesn't know, and whose effects it understands. */
export interface UnknownFact extends Placed {
  readonly kind: 'unknown-fact';
  readonly id: string;
  readonly orgId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  readonly actor: Actor;
  readonly time: string;
  readonly effects: readonly Effect[];
  readonly keepUntil: string | null;
  readonly basedOn: number | null;
  readonly requestDigest: string | null;
}

/**
 * A decision with an effect that this code doesn't understand. Folding what it does understand is safe and not
 * enough: whoever judges tokens is stale from here on.
 */
export interface UnknownEffect extends Placed {
  readonly kind: 'unknown-effect';
  readonly id: string;
  readonly orgId: string;
  readonly type: string;
  readonly time: string;
  readonly understood: readonly Effect[];
  readonly keepUntil: string | null;
}

/** A record that can't be read. */
export interface InvalidRecord extends Placed {
  readonly kind: 'invalid';
  /** For people; never holds any of the payload. */
  readonly reason: string;
  /** The organisation that it claims to be of, where that could be read. */
  readonly orgId: string | null;
}

/** What a record of `rescind.decisions.v1` turned out to be. */
export type DecodedDecision =
  | { readonly kind: 'decision'; readonly decision: RecordedDecision }
  | UnknownFact
  | UnknownEffect
  | InvalidRecord;

/** A usage fact that this code doesn't know. */
export interface UnknownUsage extends Placed {
  readonly kind: 'unknown-fact';
  readonly id: string;
  readonly orgId: string;
  readonly type: string;
}

/** What a record of `rescind.usage.v1` turned out to be. */
export type DecodedUsage =
  { readonly kind: 'usage'; readonly usage: RecordedUsage } | UnknownUsage | InvalidRecord;

/** What goes to the log: the key that decides the partition, and the text that is signed. */
export interface EncodedRecord {
  readonly key: string;
  readonly value: string;
}
