import { checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { EdgeRetired } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Lets an edge read the feed no longer. */
export interface RetireEdge {
  readonly edgeId: string;
  readonly reason?: string | undefined;
}

/** Retires an edge; nothing happens when it is retired already. @throws DomainError `EDGE_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideRetireEdge(org: OrgState, command: RetireEdge): EdgeRetired | null {
  const { edgeId } = command;
  const reason = checkedReason(command.reason);
  const edge = org.edges.get(edgeId);
  if (edge === undefined) throw new DomainError('EDGE_NOT_FOUND');
  if (edge.retiredAtMs !== null) return null;
  return { type: 'EdgeRetired', data: { edgeId, ...reason } };
}
