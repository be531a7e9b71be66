import { checkedCovers, checkedId, checkedReason } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { SessionEndScheduled } from '../facts/governance-decisions.js';
import type { OrgState } from '../state/org.state.js';
import { formatIsoTime } from '../values/iso-time.js';
import type { TokenKind } from '../values/token-kind.js';

/** How far ahead an end of sessions can be announced, ms. */
const FARTHEST_MS = 366 * 86_400_000;

/** Announces that all app sessions end at a time. */
export interface ScheduleSessionEnd {
  readonly scheduleId: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly nowMs: number;
  readonly covers: readonly TokenKind[];
  readonly reason?: string | undefined;
}

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
