import type { Effect } from '../revocation/effects/effects.js';
import type { Position } from '../values/position.js';
import type { Decision } from './decisions.js';
import type { UsageFact } from './usage.js';

/** Who did it. */
export interface Actor {
  readonly kind: 'user' | 'client' | 'system';
  readonly id: string;
}

/** A decision as it stands in the log. */
export interface RecordedDecision {
  readonly id: string;
  readonly orgId: string;
  readonly actor: Actor;
  /** ISO 8601, the writer's clock. */
  readonly time: string;
  readonly fact: Decision;
  readonly effects: readonly Effect[];
  /** ISO 8601 of log time after which the effects cover nothing that is alive; `null`: kept for ever (blocks). */
  readonly keepUntil: string | null;
  /** Offset that the writer had seen of this organisation; a conditional fact is valid only if nothing relevant came between. */
  readonly basedOn: number | null;
  /** Digest of the request that led to it, so that a retry under the same id can be told from another request; `null`: no retry is expected. */
  readonly requestDigest: string | null;
  readonly position: Position;
  /** Epoch ms, the log's clock (broker append time). */
  readonly appendedAtMs: number;
}

/** A usage fact as it stands in the log. */
export interface RecordedUsage {
  readonly id: string;
  readonly orgId: string;
  readonly time: string;
  readonly fact: UsageFact;
  readonly partition: number;
  readonly position: Position;
  readonly appendedAtMs: number;
}
