import type { SignatureVerdict } from '#contracts';
import type { Actor, Decision, Effect, Position } from '#domain';
import type { EventLog, LogRecord } from '#event-log';
import type { PlatformSigner } from '../keys/platform-keys.js';
import type { Logger } from '../logging/logger.js';

/** Who decides, and which request it answers. */
export interface DecisionMeta {
  readonly actor: Actor;
  /** Deterministic id for requests with an `Idempotency-Key`; otherwise a new one is made. */
  readonly factId?: string;
  /** Digest of the request's content; the same id with another digest is refused. */
  readonly requestDigest?: string;
  /** Offset that what is replaced had when it was read; where something came after it, a conditional fact is refused. */
  readonly basedOn?: number | null;
  readonly traceparent?: string;
  /** Administrators' commands go ahead of self-service. Default `high`. */
  readonly priority?: 'high' | 'normal';
  /** What must be stored before the fact, such as a credential; not called where nothing is appended. */
  readonly beforeAppend?: () => Promise<void>;
}

/** What came of a command. */
export interface Acceptance {
  /** Id of the fact; of a revocation, also the id of its page. `null` where nothing had to happen. */
  readonly id: string | null;
  readonly status: 'accepted' | 'nothing-happened';
  readonly position: Position;
  readonly fact: Decision | null;
  readonly effects: readonly Effect[];
  /** Whether the fact revokes something, and so has a page in the audit. */
  readonly revokes: boolean;
}

/** What a {@link DecisionLog} needs; time and ids are given. */
export interface DecisionLogOptions {
  readonly log: EventLog;
  /** Asked once, at the start. */
  readonly signer: () => Promise<PlatformSigner>;
  /** Checks a record's signature. */
  readonly verify: (record: LogRecord) => Promise<SignatureVerdict>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
  readonly newId: () => string;
  readonly logger: Logger;
  /** How often the log's end is asked for, ms. Default 1000. */
  readonly headIntervalMs?: number;
  /** How long a command waits for the fold, ms. Default 5000. */
  readonly foldDeadlineMs?: number;
  /** How old knowledge may become before this process counts as not ready, ms. Default 10000. */
  readonly maxSilenceMs?: number;
  /** How often expired entries are dropped, ms. Default 300000. */
  readonly pruneIntervalMs?: number;
}

/** What of it a process may set for itself. */
export type DecisionLogLimits = Pick<
  DecisionLogOptions,
  'headIntervalMs' | 'foldDeadlineMs' | 'maxSilenceMs' | 'pruneIntervalMs'
>;

/** How long a command waits for the fold, ms, unless told otherwise. */
export const FOLD_DEADLINE_MS = 5000;
