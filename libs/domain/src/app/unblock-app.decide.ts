import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { AppUnblocked } from '../facts/decisions.js';
import { isAllowlisted } from '../policy/may-issue.decide.js';
import { activeBlocks } from '../revocation/state/blocks.js';
import { knownApp } from '../state/known.js';
import type { OrgState } from '../state/org.state.js';

/** Lifts every block of an app that stands now. */
export interface UnblockApp {
  readonly clientId: string;
  readonly reason?: string | undefined;
}

/**
 * Lifts exactly the blocks that stand now, so that a block that is placed meanwhile stays; nothing happens when there
 * are none. An app that isn't on the organisation's allowlist stays blocked.
 * @throws DomainError `APP_NOT_FOUND`, `APP_NOT_ALLOWLISTED`, `REASON_TOO_LONG`
 */
export function decideUnblockApp(org: OrgState, command: UnblockApp): AppUnblocked | null {
  const clientId = knownApp(org, command.clientId);
  const reason = checkedReason(command.reason);
  const app = org.apps.get(clientId);
  // The allowlist is about apps that get their tokens here.
  if (app !== undefined && !isAllowlisted(org, app)) throw new DomainError('APP_NOT_ALLOWLISTED');
  const blockIds = activeBlocks(org.revocations, clientId);
  if (blockIds.length === 0) return null;
  return { type: 'AppUnblocked', data: { clientId, blockIds, ...reason } };
}
