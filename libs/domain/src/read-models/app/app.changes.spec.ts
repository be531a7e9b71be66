import { describe, expect, it } from '@jest/globals';
import type { Decision } from '../../facts/index.js';
import {
  appBlocked,
  appInstalled,
  appPolicyChanged,
  appRegistered,
  appUninstalled,
  clientMetadata,
  projected,
  projectedOne,
  recorded,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageDenied,
  usageLog,
} from '../../testing/index.js';
import { facetsMatching, facetsOf } from './app-facets.js';
import { APP_MODEL } from './app.apply.js';
import { appActiveUntil, withExpiry } from './app.document.js';
import { APP_USER_MODEL } from '../app-user/app-user.apply.js';
import type { ReadModelFact } from '../document/document.js';

const settings = (name: string): Decision => ({
  type: 'AppSettingsChanged',
  data: { clientId: 'app-1', metadata: clientMetadata({ client_name: name }) },
});
const known: Decision = {
  type: 'AppRegistered',
  data: { clientId: 'app-1', metadata: clientMetadata(), installed: false },
};
const NONE = {
  registered: false,
  installed: false,
  blocked: false,
  active: false,
  deniedNotInstalled: false,
};

function appOf(facts: readonly ReadModelFact[]) {
  const users = projected(APP_USER_MODEL, facts);
  const [app] = projected(APP_MODEL, facts, (id) => users.get(id)).values();
  if (app === undefined) throw new Error('no app');
  return app;
}

describe('the document of an app', () => {
  it('is installed by its registration, unless that says otherwise, and by an installation for everybody', () => {
    const [registration, forOne, forAll] = [appRegistered(), appInstalled({ userId: 'u1' }), appInstalled()];
    expect(projectedOne(APP_MODEL, recordedLog([registration]))).toMatchObject({
      installed: true,
      installedAt: timeAt(START_MS + 5),
    });
    expect(projectedOne(APP_MODEL, recordedLog([known, forOne]))).toMatchObject({
      installed: false,
      installedAt: null,
    });
    expect(projectedOne(APP_MODEL, recordedLog([known, forOne, forAll]))).toMatchObject({
      installed: true,
      installedAt: timeAt(START_MS + 2005),
    });
    expect(projectedOne(APP_MODEL, recordedLog([forAll]))).toMatchObject({
      registered: false,
      installed: false,
    });
  });

  it('takes settings and policies as the log takes them: not from who saw an older revision, and each once', () => {
    const log = [
      recorded(appRegistered()),
      recorded(settings('First'), { offset: 1, basedOn: 0 }),
      recorded(settings('Too late'), { offset: 2, basedOn: 0 }),
      recorded(appPolicyChanged({ permittedUsers: 'preauthorized-users' }), { offset: 3, basedOn: 0 }),
      recorded(appPolicyChanged({ permittedUsers: 'all-users' }), { offset: 4, basedOn: 2 }),
    ];
    const taken = { name: 'First', nameKey: 'first', permittedUsers: 'preauthorized-users' };
    expect(projectedOne(APP_MODEL, log)).toMatchObject(taken);
    const again = recorded(settings('Too late'), { offset: 5, id: 'decision-2' });
    expect(projectedOne(APP_MODEL, [...log, again])).toMatchObject(taken);
    const whichever = recorded(settings('Ｎｅｗ Café'), { offset: 6 });
    expect(projectedOne(APP_MODEL, [...log, whichever])).toMatchObject({ nameKey: 'new café' });
  });

  it('that is uninstalled has no active tokens and the policy of a new one, and keeps what was counted', () => {
    const log = [
      recorded(appRegistered()),
      recorded(appPolicyChanged({ permittedUsers: 'preauthorized-users' }), { offset: 1 }),
      recordedUsage(tokenIssued()),
      recorded(appUninstalled(), { offset: 3 }),
    ];
    expect(appOf(log)).toMatchObject({
      registered: true,
      installed: false,
      permittedUsers: 'all-users',
      active: false,
      activeUntil: null,
      userCount: 1,
    });
    expect(
      appOf([...log.slice(0, 3), recorded(appUninstalled({ userId: 'user-1' }), { offset: 3 })]),
    ).toMatchObject({
      installed: true,
      active: true,
    });
  });

  it('counts each user once, by their first use', () => {
    const log = usageLog([
      tokenIssued({ userId: 'a' }),
      tokenUsed({ userId: 'a' }),
      tokenUsed({ userId: 'b' }),
      tokenIssued({ userId: 'b', tokenId: 't2' }),
      usageDenied({ userId: 'c' }),
    ]);
    expect(appOf(log).userCount).toBe(2);
    const revoked: Decision = {
      type: 'UserAppTokensRevoked',
      data: { userId: 'd', clientId: 'app-1', covers: ['access'] },
    };
    expect(appOf([recorded(revoked), ...log]).userCount).toBe(2);
  });

  it('tells attempts that were denied because it is not installed from all others', () => {
    const log = usageLog([
      usageDenied({ reason: 'not-installed', count: 2 }),
      usageDenied({ reason: 'not-allowlisted', count: 3 }),
      usageDenied({ reason: 'ip-not-allowed', count: 4 }),
    ]);
    expect(appOf(log)).toMatchObject({
      deniedCount: 9,
      deniedNotInstalled: 2,
      denied: { 'not-installed': 2, 'not-allowlisted': 3, 'ip-not-allowed': 4, blocked: 0 },
      facets: facetsOf({ ...NONE, deniedNotInstalled: true }),
    });
  });

  it('has the facets that lists are filtered by', () => {
    const registered = { ...NONE, registered: true };
    const log: ReadModelFact[] = [recorded(known)];
    expect(appOf(log).facets).toBe(facetsOf(registered));
    log.push(recorded(appInstalled(), { offset: 1 }), recordedUsage(tokenIssued()));
    expect(appOf(log).facets).toBe(facetsOf({ ...registered, installed: true, active: true }));
    log.push(recorded(appBlocked(), { offset: 2 }));
    expect(appOf(log).facets).toBe(facetsOf({ ...registered, installed: true, blocked: true }));
  });

  it('is not active longer than its users, and not after its time', () => {
    const app = appOf([
      recordedUsage(tokenIssued()),
      recordedUsage(tokenIssued({ tokenId: 'b' }), { offset: 1 }),
    ]);
    const until = timeAt(START_MS + 60_000);
    expect(appActiveUntil(app, until, START_MS)).toMatchObject({ activeUntil: until, active: true });
    expect(appActiveUntil(app, app.activeUntil, START_MS)).toBe(app);
    expect(appActiveUntil(app, null, START_MS)).toMatchObject({
      activeUntil: null,
      active: false,
      facets: 0,
    });
    expect(withExpiry(app, START_MS + 3_599_999)).toBe(app);
    expect(withExpiry(app, START_MS + 3_600_000)).toMatchObject({ active: false, facets: 0 });
  });
});

describe('a filter of apps', () => {
  it('lets through exactly the facets that it names, of apps that can be', () => {
    expect(facetsMatching({})).toHaveLength(24);
    expect(facetsMatching({ registered: false, installed: true })).toEqual([]);
    const wanted = facetsMatching({ installed: true, blocked: false });
    expect(wanted).toEqual([3, 11, 19, 27]);
  });
});
