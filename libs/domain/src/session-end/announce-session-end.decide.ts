import type { OrgTokensRevoked } from '../facts/decisions.js';
import type { SessionEndCancelled, SessionEndScheduled } from '../facts/governance-decisions.js';
import { checkedCovers, checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';
import { formatIsoTime } from '../revocation/index.js';
import type { ScheduleSessionEnd } from './session-end.commands.js';

/** How far ahead an end of sessions can be announced, ms. */
const FARTHEST_MS = 366 * 86_400_000;

/**
 * Announces an end of sessions.
 * @throws DomainError `INVALID_REQUEST` for a time that has passed or is more than a year away, `SESSION_END_ALREADY_SCHEDULED`,
 * `INVALID_ID`, `COVERS_EMPTY`, `REASON_TOO_LONG`
 */
export function decideScheduleSessionEnd(org: OrgState, command: ScheduleSessionEnd): SessionEndScheduled {
  const scheduleId = checkedId(command.scheduleId, 'scheduleId');
  const { atMs, nowMs } = command;
  if (!Number.isInteger(atMs) || atMs <= nowMs || atMs > nowMs + FARTHEST_MS)
    throw new DomainError('INVALID_REQUEST', 'The time must be in the future, and within a year.');
  const covers = checkedCovers(command.covers);
  const reason = checkedReason(command.reason);
  if (org.sessionEnd !== null) throw new DomainError('SESSION_END_ALREADY_SCHEDULED');
  return { type: 'SessionEndScheduled', data: { scheduleId, at: formatIsoTime(atMs), covers, ...reason } };
}

/** Takes an announced end of sessions back. @throws DomainError `SESSION_END_NOT_FOUND`, `REASON_TOO_LONG` */
export function decideCancelSessionEnd(
  org: OrgState,
  command: { readonly scheduleId: string; readonly reason?: string | undefined },
): SessionEndCancelled {
  const { scheduleId, reason } = command;
  if (org.sessionEnd?.scheduleId !== scheduleId) throw new DomainError('SESSION_END_NOT_FOUND');
  return { type: 'SessionEndCancelled', data: { scheduleId, ...checkedReason(reason) } };
}

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
