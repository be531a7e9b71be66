import type { OperationParameters } from '../facts/governance-decisions.js';
import type { Actor } from '../facts/recorded.js';

/** An operation that waits for a second person, or waited for one. */
export interface ApprovalState {
  readonly approvalId: string;
  readonly operation: string;
  readonly parameters: OperationParameters;
  readonly count: number;
  readonly reason: string | null;
  readonly requestedBy: Actor;
  /** Epoch ms. */
  readonly requestedAtMs: number;
  readonly expiresAtMs: number;
  status: 'pending' | 'given' | 'declined';
  decidedBy: Actor | null;
}

/** An announced end of all sessions. */
export interface SessionEndState {
  readonly scheduleId: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly covers: readonly ('access' | 'refresh' | 'session')[];
  readonly reason: string | null;
  /** Epoch ms on the log's clock. */
  readonly announcedAtMs: number;
}
