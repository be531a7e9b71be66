import { checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { AppBlocked } from '../facts/decisions.js';
import { isBlocked } from '../revocation/state/blocks.js';
import { knownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Blocks an app: nothing of it is accepted, and nothing is issued to it, until the block is lifted. */
export interface BlockApp {
  readonly clientId: string;
  /** A new id; it can never be used again, because a lifted block stays lifted. */
  readonly blockId: string;
  readonly reason?: string | undefined;
}

/**
 * Blocks an app; nothing happens when it is blocked already.
 * @throws DomainError `APP_NOT_FOUND`, `REASON_TOO_LONG`, `INVALID_ID` also for a block id that was used before
 */
export function decideBlockApp(org: OrgState, command: BlockApp): AppBlocked | null {
  const clientId = knownApp(org, command.clientId);
  const blockId = checkedId(command.blockId, 'blockId');
  const reason = checkedReason(command.reason);
  if (isBlocked(org.revocations, clientId)) return null;
  if (org.revocations.lifts.get(clientId)?.has(blockId) === true) {
    throw new DomainError('INVALID_ID', 'This block was lifted already; a new block needs a new id.');
  }
  return { type: 'AppBlocked', data: { clientId, blockId, ...reason } };
}
