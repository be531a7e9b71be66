import type { GroupChanged } from '../facts/governance-decisions.js';
import { checkedId, checkedReason, checkRevision, MAX_NAME_LENGTH } from '../checks/command.checks.js';
import { DomainError } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';

/** Members that one change adds or removes at most. */
export const MAX_MEMBERS_PER_CHANGE = 1_000;

/** Revision of a group that there is not. */
const NEVER = -1;

/** Makes a group, or changes its name and members. */
export interface ChangeGroup {
  readonly groupId: string;
  readonly name?: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Revision that the caller saw; absent or `null`: whichever. */
  readonly basedOn?: number | null | undefined;
  readonly reason?: string | undefined;
}

/**
 * Makes or changes a group; nothing happens when it is already so.
 * @throws DomainError `USER_NOT_FOUND` for a new member who isn't registered, `REVISION_MISMATCH`, `INVALID_ID`,
 * `INVALID_REQUEST`, `REASON_TOO_LONG`
 */
export function decideChangeGroup(org: OrgState, command: ChangeGroup): GroupChanged | null {
  const groupId = checkedId(command.groupId, 'groupId');
  const name = command.name === undefined ? undefined : checkedId(command.name, 'name', MAX_NAME_LENGTH);
  if (command.added.length + command.removed.length > MAX_MEMBERS_PER_CHANGE)
    throw new DomainError(
      'INVALID_REQUEST',
      `A change adds and removes at most ${String(MAX_MEMBERS_PER_CHANGE)} members.`,
    );
  if (command.added.some((userId) => !org.users.has(userId))) throw new DomainError('USER_NOT_FOUND');
  const group = org.groups.get(groupId);
  checkRevision(command.basedOn ?? null, group?.revision ?? NEVER);
  const added = [...new Set(command.added)].filter((userId) => group?.members.has(userId) !== true);
  const removed = [...new Set(command.removed)].filter((userId) => group?.members.has(userId) === true);
  const renamed = name !== undefined && name !== group?.name ? { name } : {};
  const isSame = group !== undefined && added.length + removed.length === 0 && !('name' in renamed);
  if (isSame) return null;
  return {
    type: 'GroupChanged',
    data: { groupId, ...renamed, added, removed, ...checkedReason(command.reason) },
  };
}
