import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../facts/index.js';
import { foldedOrg, given, groupChanged, recordedLog, userRegistered } from '../testing/index.js';
import { decideChangeGroup, MAX_MEMBERS_PER_CHANGE } from './change-group.decide.js';

const users = [userRegistered('user-1'), userRegistered('user-2')];
const none = { groupId: 'group-1', added: [], removed: [] };
const named: Decision = { type: 'GroupChanged', data: { ...none, name: 'Accounting' } };

describe('change a group', () => {
  it('makes it, also without a name or a member', () => {
    given([]).when(decideChangeGroup, none).then({ type: 'GroupChanged', data: none });
    given(users)
      .when(decideChangeGroup, { ...none, name: 'Accounting', added: ['user-1'], reason: 'new' })
      .then({
        type: 'GroupChanged',
        data: { ...none, name: 'Accounting', added: ['user-1'], reason: 'new' },
      });
  });

  it('says only who came and who left', () => {
    given([...users, groupChanged(['user-1'])])
      .when(decideChangeGroup, { ...none, added: ['user-1', 'user-2', 'user-2'], removed: ['user-9'] })
      .then(groupChanged(['user-2']));
    given([...users, groupChanged(['user-1'])])
      .when(decideChangeGroup, { ...none, removed: ['user-1', 'user-1', 'user-2'] })
      .then({ type: 'GroupChanged', data: { ...none, removed: ['user-1'] } });
  });

  it('renames it', () => {
    given([groupChanged()])
      .when(decideChangeGroup, { ...none, name: 'Accounting' })
      .then(named);
  });

  it('does nothing when it is so', () => {
    given([...users, groupChanged(['user-1'])])
      .when(decideChangeGroup, { ...none, added: ['user-1'], removed: ['user-2'] })
      .thenNothingHappened();
    given([named])
      .when(decideChangeGroup, { ...none, name: 'Accounting' })
      .thenNothingHappened();
  });

  it('refuses a new member who is not registered', () => {
    given([])
      .when(decideChangeGroup, { ...none, added: ['user-1'] })
      .thenThrows('USER_NOT_FOUND');
  });

  it('refuses ids, names, numbers of members and reasons out of bounds', () => {
    const many = new Array<string>(MAX_MEMBERS_PER_CHANGE).fill('user-1');
    const past = given(users);
    past.when(decideChangeGroup, { ...none, groupId: '' }).thenThrows('INVALID_ID');
    past.when(decideChangeGroup, { ...none, name: 'x'.repeat(201) }).thenThrows('INVALID_ID');
    past.when(decideChangeGroup, { ...none, added: many }).then(groupChanged(['user-1']));
    past.when(decideChangeGroup, { ...none, added: many, removed: ['x'] }).thenThrows('INVALID_REQUEST');
    past.when(decideChangeGroup, { ...none, reason: 'r'.repeat(501) }).thenThrows('REASON_TOO_LONG');
  });

  it('keeps its name and members through later changes', () => {
    const left: Decision = { type: 'GroupChanged', data: { ...none, removed: ['user-1'] } };
    const org = foldedOrg(recordedLog([...users, named, groupChanged(['user-1', 'user-2']), left]));
    expect(org.groups.get('group-1')).toEqual({
      groupId: 'group-1',
      name: 'Accounting',
      members: new Set(['user-2']),
      revision: 4,
    });
  });
});
