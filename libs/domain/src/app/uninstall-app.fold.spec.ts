import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../facts/index.js';
import { judge } from '../revocation/judge/judge.js';
import { OWN_ISSUER_TRUST } from '../revocation/judge/own-issuer-trust.js';
import { isBlocked } from '../revocation/state/blocks.js';
import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import {
  appBlocked,
  appInstalled,
  appPolicyChanged,
  appRegistered,
  appUninstalled,
  foldedOrg,
  GENERATION,
  OWN_ISSUER,
  preauthorized,
  recordedLog,
  START_MS,
  userRegistered,
} from '../testing/index.js';
import { TOKEN_KINDS, type TokenKind } from '../values/token-kind.js';

const past: readonly Decision[] = [
  appRegistered(),
  userRegistered('user-1'),
  userRegistered('user-2'),
  appInstalled({ userId: 'user-1' }),
  appInstalled({ userId: 'user-2' }),
  appPolicyChanged({ permittedUsers: 'preauthorized-users' }),
  preauthorized({ userId: 'user-1' }),
  preauthorized({ groupId: 'group-1' }),
  appBlocked(),
];
const UNINSTALLED_AT = past.length;

function after(fact: Decision) {
  return foldedOrg(recordedLog([...past, fact]));
}

/** Whether what a user holds of the app, minted when the issuer had absorbed that offset, still holds. */
function holds(fact: Decision, kind: TokenKind, sub: string, offset: number): boolean {
  const iat = START_MS / 1_000 + offset;
  const claims = { kind, iss: OWN_ISSUER, jti: 'j', clientId: 'app-1', sub, iat, exp: iat + 3_600 };
  const rpos = { generation: GENERATION, offset };
  // Without the block, which would refuse them all.
  const { revocations } = foldedOrg(recordedLog([...past.slice(0, -1), userRegistered('user-3'), fact]));
  return judge(revocations, { ...claims, rpos }, OWN_ISSUER_TRUST, START_MS + 60_000).active;
}

describe('an uninstallation for everybody', () => {
  it.each(TOKEN_KINDS)('ends every %s issued before, and none issued after', (kind) => {
    for (const user of ['user-1', 'user-2']) {
      expect(holds(appUninstalled(), kind, user, UNINSTALLED_AT - 1)).toBe(false);
      expect(holds(appUninstalled(), kind, user, UNINSTALLED_AT)).toBe(true);
    }
  });

  it('resets the policy and the preauthorizations, under a new revision', () => {
    const app = after(appUninstalled()).apps.get('app-1');
    expect(app?.installed).toBe(false);
    expect(app?.policy).toEqual(DEFAULT_APP_POLICY);
    expect(app?.policyRevision).toBe(UNINSTALLED_AT);
    const sets = [app?.installedFor, app?.preauthorizedUsers, app?.preauthorizedGroups];
    expect(sets.map((each) => each?.size)).toEqual([0, 0, 0]);
  });

  it('leaves its registration and its blocks', () => {
    const org = after(appUninstalled());
    expect(org.apps.get('app-1')?.settingsRevision).toBe(0);
    expect(org.apps.get('app-1')?.metadata.client_name).toBe('Invoices');
    expect(isBlocked(org.revocations, 'app-1')).toBe(true);
  });

  it('of an app that is not known still ends what was issued', () => {
    const org = foldedOrg(recordedLog([appUninstalled({ clientId: 'app-9' })]));
    expect(org.apps.size).toBe(0);
    expect(org.revocations.watermarks.session.size).toBe(1);
  });
});

describe('an uninstallation for one user', () => {
  it.each(TOKEN_KINDS)("ends that user's %s alone", (kind) => {
    const fact = appUninstalled({ userId: 'user-1' });
    expect(holds(fact, kind, 'user-1', UNINSTALLED_AT - 1)).toBe(false);
    expect(holds(fact, kind, 'user-1', UNINSTALLED_AT)).toBe(true);
    expect(holds(fact, kind, 'user-2', UNINSTALLED_AT - 1)).toBe(true);
  });

  it('changes nothing for the others', () => {
    const app = after(appUninstalled({ userId: 'user-1' })).apps.get('app-1');
    expect(app?.installed).toBe(true);
    expect([...(app?.installedFor ?? [])]).toEqual(['user-2']);
    expect(app?.policy.permittedUsers).toBe('preauthorized-users');
    expect(app?.preauthorizedUsers.size).toBe(1);
  });
});
