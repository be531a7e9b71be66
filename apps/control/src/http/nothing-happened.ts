import { type Acceptance, type DecisionLog } from '#decision-log';

/** The outcome of a command that changed nothing, at the organisation's current position. */
export function nothingHappened(decisions: DecisionLog, orgId: string): Acceptance {
  const position = decisions.positionOf(orgId) ?? { generation: 'none', offset: -1 };
  return { id: null, status: 'nothing-happened', position, fact: null, effects: [], revokes: false };
}
