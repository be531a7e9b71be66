import type { EdgeRegistered, EdgeRetired } from '../facts/decisions.js';
import { checkedId, checkedReason, MAX_NAME_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';
import type { RegisterEdge, RetireEdge } from './edge.commands.js';

/** Registers an edge. @throws DomainError `INVALID_ID`, `EDGE_ALREADY_REGISTERED` also for the id of a retired one */
export function decideRegisterEdge(org: OrgState, command: RegisterEdge): EdgeRegistered {
  const edgeId = checkedId(command.edgeId, 'edgeId');
  const name = checkedId(command.name, 'name', MAX_NAME_LENGTH);
  if (org.edges.has(edgeId)) throw new DomainError('EDGE_ALREADY_REGISTERED');
  return { type: 'EdgeRegistered', data: { edgeId, name } };
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
