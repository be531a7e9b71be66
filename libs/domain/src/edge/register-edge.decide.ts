import { checkedId, MAX_NAME_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { EdgeRegistered } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Lets an edge read the organisation's feed. */
export interface RegisterEdge {
  readonly edgeId: string;
  /** For people. */
  readonly name: string;
}

/** Registers an edge. @throws DomainError `INVALID_ID`, `EDGE_ALREADY_REGISTERED` also for the id of a retired one */
export function decideRegisterEdge(org: OrgState, command: RegisterEdge): EdgeRegistered {
  const edgeId = checkedId(command.edgeId, 'edgeId');
  const name = checkedId(command.name, 'name', MAX_NAME_LENGTH);
  if (org.edges.has(edgeId)) throw new DomainError('EDGE_ALREADY_REGISTERED');
  return { type: 'EdgeRegistered', data: { edgeId, name } };
}
