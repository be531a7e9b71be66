import type { SigningKey } from '#contracts';
import type { Actor, Decision, Effect, Position } from '#domain';
import type { EventLog } from '#event-log';
import type { VerifyRecord } from './read-decision.js';

/** Who decides, and the request that the decision answers. */
export interface DecisionMeta {
  readonly actor: Actor;
  /** Deterministic id for requests with an `Idempotency-Key`; otherwise a new one is made. */
  readonly factId?: string;
  /** Digest of the request's content; the same id with another digest is refused. */
  readonly requestDigest?: string;
  /** Offset of what the caller saw and now replaces. A conditional fact is rejected where something newer stands in the log. */
  readonly basedOn?: number | null;
  readonly traceparent?: string;
  /** Administrators' commands go ahead of self-service. Default `high`. */
  readonly priority?: 'high' | 'normal';
  /** Stores what has to be stored before the fact, such as a credential. Not called where nothing is appended. */
  readonly beforeAppend?: () => Promise<void>;
}

/** The outcome of a command that was not refused. */
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

type LogLine = (fields: object, message: string) => void;

/** The process's own log, as far as a {@link DecisionLog} writes to it; a pino logger is one. */
export interface DecisionLogger {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

/** What a {@link DecisionLog} needs. Time and ids are passed in, so that tests can set them. */
export interface DecisionLogOptions {
  readonly log: EventLog;
  /** The key that decisions are signed with. Called once, at the start. */
  readonly signer: () => Promise<SigningKey>;
  readonly verify: VerifyRecord;
  /** Epoch ms. */
  readonly now: () => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
  readonly newId: () => string;
  readonly logger: DecisionLogger;
  /** How often the log's end is asked for, ms. Default 1000. */
  readonly headIntervalMs?: number;
  /** How long a command waits for the fold, ms. Default 5000. */
  readonly foldDeadlineMs?: number;
  /** How old knowledge may become before this process counts as not ready, ms. Default 10000. */
  readonly maxSilenceMs?: number;
  /** How often expired entries are dropped, ms. Default 300000. */
  readonly pruneIntervalMs?: number;
}

/** The intervals and deadlines that a process may set for itself. */
export type DecisionLogLimits = Pick<
  DecisionLogOptions,
  'headIntervalMs' | 'foldDeadlineMs' | 'maxSilenceMs' | 'pruneIntervalMs'
>;

/** Default of {@link DecisionLogOptions.foldDeadlineMs}, ms. */
export const FOLD_DEADLINE_MS = 5000;
