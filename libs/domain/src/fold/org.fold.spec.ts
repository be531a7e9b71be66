import { describe, expect, it } from '@jest/globals';
import type { Decision, RecordedDecision } from '../facts/index.js';
import { isBlocked } from '../revocation/index.js';
import {
  appBlocked,
  appRegistered,
  canonicalJson,
  edgeRegistered,
  foldedOrg,
  issuerRegistered,
  keysRotated,
  ORG_ID,
  orgRegistered,
  OWN_ISSUER,
  recorded,
  recordedLog,
  userRegistered,
} from '../testing/index.js';
import { applyDecision } from './org.fold.js';
import { emptyOrg } from '../state/org.state.js';

const retired: Decision = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } };
const unblocked = (...blockIds: string[]): Decision => ({
  type: 'AppUnblocked',
  data: { clientId: 'app-1', blockIds },
});
const granted = (...permissions: string[]): Decision => ({
  type: 'RoleGranted',
  data: { userId: 'user-1', permissions },
});

describe('conditional facts', () => {
  it.each<[string, Decision, string]>([
    ['an app', appRegistered('app-1', { client_name: 'Second' }), 'APP_ALREADY_REGISTERED'],
    ['a user', userRegistered('user-1'), 'USER_ALREADY_REGISTERED'],
    ['an edge', edgeRegistered('edge-1', 'Second'), 'EDGE_ALREADY_REGISTERED'],
    ['an organisation', orgRegistered('key-9'), 'ORG_ALREADY_REGISTERED'],
    ['a foreign issuer', issuerRegistered(), 'ISSUER_ALREADY_REGISTERED'],
    ['our own issuer as a foreign one', issuerRegistered(OWN_ISSUER), 'ISSUER_ALREADY_REGISTERED'],
  ])('of two racing registrations of %s, the first in the log wins', (_case, second, code) => {
    const first = [orgRegistered(), appRegistered(), userRegistered(), edgeRegistered(), issuerRegistered()];
    const org = foldedOrg(recordedLog(first));
    const before = canonicalJson({ ...org, facts: null, position: null, revocations: null });
    expect(applyDecision(org, recorded(second, { offset: 5 }))).toEqual({ outcome: 'rejected', code });
    expect(canonicalJson({ ...org, facts: null, position: null, revocations: null })).toBe(before);
  });

  it('an app is ours or another issuer’s, whichever the log has first', () => {
    const reported: Decision = {
      type: 'AppsReported',
      data: { iss: issuerRegistered().data.iss, clientIds: ['other', 'app-1'] },
    };
    const past = [orgRegistered(), issuerRegistered()];
    const ours = foldedOrg(recordedLog([...past, appRegistered('app-1')]));
    const rejected = { outcome: 'rejected', code: 'APP_ALREADY_REGISTERED' };
    expect(applyDecision(ours, recorded(reported, { offset: 3 }))).toEqual(rejected);
    expect(ours.foreignApps.size).toBe(0);
    const theirs = foldedOrg(recordedLog([...past, reported]));
    expect(applyDecision(theirs, recorded(appRegistered('app-1'), { offset: 3 }))).toEqual(rejected);
    expect(theirs.apps.size).toBe(0);
  });

  it('rejects the retirement of an edge, and a role for a user, that are not known', () => {
    const org = emptyOrg(ORG_ID);
    expect(applyDecision(org, recorded(retired))).toEqual({ outcome: 'rejected', code: 'EDGE_NOT_FOUND' });
    const role = recorded(granted('apps:block'), { offset: 1 });
    expect(applyDecision(org, role)).toEqual({ outcome: 'rejected', code: 'USER_NOT_FOUND' });
  });

  it('of two writers that saw the same revision, rejects the second one', () => {
    const org = foldedOrg(recordedLog([userRegistered(), granted('usage:read')]));
    const racing = (permission: string, offset: number): RecordedDecision =>
      recorded(granted(permission), { offset, basedOn: 1 });
    expect(applyDecision(org, racing('apps:block', 2))).toEqual({ outcome: 'accepted' });
    expect(applyDecision(org, racing('keys:rotate', 3))).toEqual({
      outcome: 'rejected',
      code: 'REVISION_MISMATCH',
    });
    expect([...(org.users.get('user-1')?.permissions ?? [])]).toEqual(['usage:read', 'apps:block']);
  });

  it('takes a change that saw everything about its subject, whatever else happened since', () => {
    const org = foldedOrg(recordedLog([edgeRegistered(), userRegistered(), appRegistered()]));
    expect(applyDecision(org, recorded(retired, { offset: 3, basedOn: 0 }))).toEqual({ outcome: 'accepted' });
    expect(org.edges.get('edge-1')?.retiredAtMs).toBe(recorded(retired, { offset: 3 }).appendedAtMs);
  });

  it('takes two racing retirements, and keeps the time of the first', () => {
    const org = foldedOrg(recordedLog([edgeRegistered(), retired]));
    const first = org.edges.get('edge-1')?.retiredAtMs;
    expect(applyDecision(org, recorded(retired, { offset: 2 }))).toEqual({ outcome: 'accepted' });
    expect(org.edges.get('edge-1')?.retiredAtMs).toBe(first);
  });
});

describe('facts with effects', () => {
  it('are never rejected: not for an unknown app, not for a revision that is old', () => {
    const org = emptyOrg(ORG_ID);
    expect(applyDecision(org, recorded(appBlocked(), { basedOn: -1 }))).toEqual({ outcome: 'accepted' });
    expect(isBlocked(org.revocations, 'app-1')).toBe(true);
    const retiredWithEffects = recorded(retired, {
      offset: 1,
      effects: [{ effect: 'deny', iss: OWN_ISSUER, jti: 'j1' }],
    });
    expect(applyDecision(org, retiredWithEffects)).toEqual({ outcome: 'accepted' });
    expect(org.revocations.denied.size).toBe(1);
  });

  it('do not replace what was registered first, although they are not rejected', () => {
    const org = foldedOrg(recordedLog([appRegistered('app-1', { client_name: 'First' })]));
    const effects = [{ effect: 'deny', iss: OWN_ISSUER, jti: 'j1' }] as const;
    const second = recorded(appRegistered('app-1', { client_name: 'Second' }), { offset: 1, effects });
    expect(applyDecision(org, second)).toEqual({ outcome: 'accepted' });
    expect(org.apps.get('app-1')?.metadata.client_name).toBe('First');
    expect(org.revocations.denied.size).toBe(1);
  });

  it('keep an app blocked that was blocked anew while somebody unblocked it', () => {
    const seen = [appRegistered(), appBlocked('app-1', 'b1')];
    for (const race of [
      [appBlocked('app-1', 'b2'), unblocked('b1')],
      [unblocked('b1'), appBlocked('app-1', 'b2')],
    ]) {
      const org = foldedOrg(recordedLog([...seen, ...race]));
      expect(isBlocked(org.revocations, 'app-1')).toBe(true);
    }
  });

  it('take effect also when the id of their fact was seen before', () => {
    const org = foldedOrg(recordedLog([appRegistered()]));
    const forged = recorded(appBlocked(), { offset: 1, id: 'decision-0' });
    expect(applyDecision(org, forged)).toEqual({
      outcome: 'duplicate',
      of: 0,
      first: { outcome: 'accepted' },
    });
    expect(isBlocked(org.revocations, 'app-1')).toBe(true);
  });

  it('move the revision of the app, user or edge that they are about', () => {
    const org = foldedOrg(recordedLog([appRegistered(), userRegistered(), edgeRegistered(), appBlocked()]));
    expect(org.apps.get('app-1')?.revision).toBe(3);
    expect(org.users.get('user-1')?.revision).toBe(1);
    expect(org.edges.get('edge-1')?.revision).toBe(2);
  });
});

describe('signing keys', () => {
  const statuses = (log: readonly RecordedDecision[]) =>
    foldedOrg(log).keys.map(({ kid, status }) => `${kid} ${status}`);

  it('sign by the key that came in last, also when two rotations race', () => {
    const racing = [
      keysRotated('key-2', { retiredKids: ['key-1'] }),
      keysRotated('key-3', { retiredKids: ['key-1'] }),
    ];
    expect(statuses(recordedLog([orgRegistered('key-1'), ...racing]))).toEqual([
      'key-1 retired',
      'key-2 retired',
      'key-3 active',
    ]);
  });

  it('stay denied whatever comes after', () => {
    const revoke = keysRotated('key-2', { mode: 'revoke', deniedKids: ['key-1'] });
    const log = recordedLog([
      orgRegistered('key-1'),
      revoke,
      keysRotated('key-3', { retiredKids: ['key-1', 'key-2'] }),
    ]);
    expect(statuses(log)).toEqual(['key-1 denied', 'key-2 retired', 'key-3 active']);
  });

  it('do not sign again when the rotation that brought them in is read again under another id', () => {
    const log = recordedLog([
      orgRegistered('key-1'),
      keysRotated('key-2'),
      keysRotated('key-3'),
      keysRotated('key-2'),
    ]);
    expect(statuses(log)).toEqual(['key-1 retired', 'key-2 retired', 'key-3 active']);
  });

  it('remember when they came in and when they ceased to sign', () => {
    const log = recordedLog([
      orgRegistered('key-1'),
      keysRotated('key-2'),
      keysRotated('key-3', { deniedKids: ['key-1'] }),
    ]);
    const times = foldedOrg(log).keys.map(({ sinceMs, retiredAtMs }) => [sinceMs, retiredAtMs]);
    const [first, second, third] = log.map((record) => record.appendedAtMs);
    expect(times).toEqual([
      [first, second],
      [second, third],
      [third, null],
    ]);
  });

  it('of another issuer are not ours', () => {
    const foreign = keysRotated('key-2', { iss: 'https://foreign.example' });
    expect(statuses(recordedLog([orgRegistered('key-1'), foreign]))).toEqual(['key-1 active']);
  });
});
