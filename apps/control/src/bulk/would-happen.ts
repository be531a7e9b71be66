import {
  type Decision,
  decideBlockApp,
  decideRevokeAppTokens,
  decideRevokeOrgTokens,
  decideRevokeUserAppTokens,
  decideRevokeUserTokens,
  decideUninstallApp,
  type OrgState,
} from '#domain';
import type { Acceptance, DecisionLog } from '#decision-log';
import type { BulkOperation, BulkTarget } from './bulk-operation.js';

/**
 * Whether a bulk command would do anything as things are; the items of a selection answer for themselves, one by one.
 * @throws DomainError as the command itself would
 */
export function wouldHappen(org: OrgState, operation: BulkOperation): boolean {
  const { target } = operation;
  if (target.type === 'selection' || target.type === 'keys') return true;
  return decisionOf(org, target, operation) !== null;
}

/** The answer to a command that has nothing to do. */
export function nothingHappened(decisions: DecisionLog, orgId: string): Acceptance {
  const position = decisions.positionOf(orgId) ?? { generation: 'none', offset: -1 };
  return { id: null, status: 'nothing-happened', position, fact: null, effects: [], revokes: false };
}

type OneDecision = Exclude<BulkTarget, { readonly type: 'selection' | 'keys' }>;

function decisionOf(
  org: OrgState,
  target: OneDecision,
  { covers, reason }: Pick<BulkOperation, 'covers' | 'reason'>,
): Decision | null {
  switch (target.type) {
    case 'app':
      return decideRevokeAppTokens(org, { clientId: target.clientId, covers, reason });
    case 'block':
      return decideBlockApp(org, { clientId: target.clientId, blockId: 'preview', reason });
    case 'uninstall':
      return decideUninstallApp(org, { clientId: target.clientId, userId: target.userId, reason });
    case 'user':
      return decideRevokeUserTokens(org, { userId: target.userId, covers, reason });
    case 'user-app': {
      const { userId, clientId } = target;
      return decideRevokeUserAppTokens(org, { userId, clientId, covers, reason });
    }
    case 'organization':
      return decideRevokeOrgTokens(org, { covers, reason });
  }
}
