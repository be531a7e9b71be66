import type { OrgTokensRevoked } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/** Ends all sessions, if their announced time has come; nothing happens before it, or when it was done. */
export function decideEndSessions(org: OrgState, nowMs: number): OrgTokensRevoked | null {
  const due = org.sessionEnd;
  if (due === null || nowMs < due.atMs) return null;
  const { scheduleId, covers, reason } = due;
  return {
    type: 'OrgTokensRevoked',
    data: { covers, scheduleId, ...(reason === null ? {} : { reason }) },
  };
}
