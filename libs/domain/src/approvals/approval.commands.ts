import type { Actor } from '../facts/recorded.js';

/** Asks a second person to approve a command. */
export interface RequestApproval {
  readonly approvalId: string;
  /** `METHOD /path` of the command. */
  readonly operation: string;
  /** Its body as JSON text, without secrets. */
  readonly request: string;
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
