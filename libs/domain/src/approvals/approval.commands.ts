import type { OperationParameters } from '../facts/governance-decisions.js';
import type { Actor } from '../facts/recorded.js';

/** Asks a second person to approve an operation. */
export interface RequestApproval {
  readonly approvalId: string;
  /** The stable type of the operation. */
  readonly operation: string;
  /** What it is to be carried out with: JSON values, without secrets. */
  readonly parameters: OperationParameters;
  /** Active tokens that it would cover now. */
  readonly count: number;
  readonly nowMs: number;
  readonly reason?: string | undefined;
}

/** Approves, or declines, what somebody asked for. */
export interface DecideApproval {
  readonly approvalId: string;
  /** Who decides: never who asked, except to take it back. */
  readonly actor: Actor;
  readonly nowMs: number;
  readonly reason?: string | undefined;
}
