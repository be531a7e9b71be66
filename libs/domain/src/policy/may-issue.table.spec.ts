import { describe, expect, it } from '@jest/globals';
import type { AppRegistered, Decision, DenialReason } from '../facts/index.js';
import type { OrgState } from '../state/org.state.js';
import {
  appBlocked,
  appInstalled,
  appPolicyChanged,
  clientMetadata,
  foldedOrg,
  groupChanged,
  orgSettingsChanged,
  preauthorized,
  recordedLog,
  userRegistered,
} from '../testing/index.js';
import { type IssueRequest, mayIssue } from './may-issue.decide.js';

const BLOCKED = [false, true] as const;
const KNOWN = [true, false] as const;
const ALLOWLISTING = [false, true] as const;
const FLOWS = ['registered and allowed', 'not registered', 'not allowed by the organisation'] as const;
const ADDRESSES = ['not restricted', 'inside', 'outside', 'not known'] as const;
const INSTALLED = ['for all', 'for the user', 'for another user', 'approved by the user', 'not'] as const;
const PERMITTED = ['all users', 'the user', "the user's group", 'another user and group'] as const;

interface Case {
  readonly blocked: (typeof BLOCKED)[number];
  readonly known: (typeof KNOWN)[number];
  readonly allowlisting: (typeof ALLOWLISTING)[number];
  readonly flow: (typeof FLOWS)[number];
  readonly address: (typeof ADDRESSES)[number];
  readonly installed: (typeof INSTALLED)[number];
  readonly permitted: (typeof PERMITTED)[number];
}

const CASES: readonly Case[] = BLOCKED.flatMap((blocked) =>
  KNOWN.flatMap((known) =>
    ALLOWLISTING.flatMap((allowlisting) =>
      FLOWS.flatMap((flow) =>
        ADDRESSES.flatMap((address) =>
          INSTALLED.flatMap((installed) =>
            PERMITTED.map((permitted) => ({
              blocked,
              known,
              allowlisting,
              flow,
              address,
              installed,
              permitted,
            })),
          ),
        ),
      ),
    ),
  ),
);

/** What denies, in the order in which it is said: the first row that holds. */
const RULES: readonly (readonly [DenialReason, (each: Case) => boolean])[] = [
  ['blocked', ({ blocked }) => blocked],
  ['not-installed', ({ known }) => !known],
  ['not-allowlisted', ({ allowlisting, installed }) => allowlisting && installed !== 'for all'],
  ['not-allowlisted', ({ allowlisting, permitted }) => allowlisting && permitted === 'all users'],
  ['flow-blocked', ({ flow }) => flow !== 'registered and allowed'],
  ['ip-not-allowed', ({ address }) => address === 'outside' || address === 'not known'],
  ['not-installed', ({ installed }) => installed === 'not' || installed === 'for another user'],
  ['not-preauthorized', ({ permitted }) => permitted === 'another user and group'],
];

const GRANT = 'authorization_code';

function orgOf({ blocked, known, allowlisting, flow, address, installed, permitted }: Case): OrgState {
  const grantTypes = flow === 'not registered' ? (['client_credentials'] as const) : ([GRANT] as const);
  const registered: AppRegistered = {
    type: 'AppRegistered',
    data: {
      clientId: 'app-1',
      metadata: clientMetadata({ grant_types: grantTypes }),
      installed: installed === 'for all',
    },
  };
  const isOwn = permitted === 'the user';
  const facts: readonly (Decision | false)[] = [
    userRegistered('user-1'),
    userRegistered('user-2'),
    groupChanged([permitted === "the user's group" ? 'user-1' : 'user-2']),
    known && registered,
    blocked && appBlocked(),
    orgSettingsChanged({
      apiClientAllowlisting: allowlisting,
      allowedGrantTypes: flow === 'not allowed by the organisation' ? ['client_credentials'] : [GRANT],
    }),
    appPolicyChanged({
      permittedUsers: permitted === 'all users' ? 'all-users' : 'preauthorized-users',
      ipRanges: address === 'not restricted' ? [] : ['192.0.2.0/24', '2001:db8::/32'],
    }),
    preauthorized({ userId: isOwn ? 'user-1' : 'user-2' }),
    preauthorized({ groupId: 'group-1' }),
    installed === 'for the user' && appInstalled({ userId: 'user-1' }),
    installed === 'for another user' && appInstalled({ userId: 'user-2' }),
    installed === 'approved by the user' && {
      type: 'RoleGranted',
      data: { userId: 'user-1', permissions: ['apps:approve-uninstalled'] },
    },
  ];
  return foldedOrg(recordedLog(facts.filter((fact) => fact !== false)));
}

function requestOf({ address }: Case): IssueRequest {
  const base = { clientId: 'app-1', userId: 'user-1', grantType: GRANT } as const;
  if (address === 'not known') return base;
  return { ...base, address: address === 'outside' ? '198.51.100.7' : '192.0.2.7' };
}

function expectedOf(each: Case): DenialReason | null {
  return RULES.find(([, holds]) => holds(each))?.[0] ?? null;
}

describe('mayIssue, for a user who signed in', () => {
  it.each(FLOWS)('answers as the rules say, for a grant type that is %s', (flow) => {
    const wrong = CASES.filter((each) => each.flow === flow).flatMap((each) => {
      const answer = mayIssue(orgOf(each), requestOf(each));
      const denial = answer.allowed ? null : answer.denial;
      const expected = expectedOf(each);
      return denial === expected ? [] : [{ ...each, denial, expected }];
    });
    expect(wrong).toEqual([]);
  });

  it('allows with every way of being installed and permitted, and denies for every reason that it has', () => {
    const allowed = CASES.filter((each) => expectedOf(each) === null);
    expect(new Set(allowed.map(({ installed }) => installed)).size).toBe(3);
    expect(new Set(allowed.map(({ permitted }) => permitted)).size).toBe(3);
    expect(new Set(allowed.map(({ allowlisting }) => allowlisting)).size).toBe(2);
    expect(new Set(CASES.map(expectedOf)).size).toBe(1 + 6);
  });
});

describe('mayIssue, while nobody has signed in', () => {
  const plain: Case = {
    blocked: false,
    known: true,
    allowlisting: false,
    flow: 'registered and allowed',
    address: 'inside',
    installed: 'not',
    permitted: 'another user and group',
  };
  const answer = (each: Partial<Case>) => {
    const row = { ...plain, ...each };
    return mayIssue(orgOf(row), { ...requestOf(row), userId: undefined });
  };

  it('leaves open what depends on the user', () => {
    expect(answer({})).toEqual({ allowed: true });
  });

  it.each<[DenialReason, Partial<Case>]>([
    ['blocked', { blocked: true }],
    ['not-installed', { known: false }],
    ['not-allowlisted', { allowlisting: true }],
    ['flow-blocked', { flow: 'not registered' }],
    ['ip-not-allowed', { address: 'outside' }],
  ])('denies what does not: %s', (denial, each) => {
    expect(answer(each)).toEqual({ allowed: false, denial });
  });
});

describe("mayIssue, for a client's own token", () => {
  const own = { clientId: 'app-1', grantType: 'client_credentials' } as const;
  const registered = (installed: boolean): Decision => ({
    type: 'AppRegistered',
    data: { clientId: 'app-1', metadata: clientMetadata(), installed },
  });
  const answer = (...facts: readonly Decision[]) => mayIssue(foldedOrg(recordedLog(facts)), own);

  it('needs the app to be installed for everybody, whoever is permitted to use it', () => {
    const onlySome = appPolicyChanged({ permittedUsers: 'preauthorized-users' });
    expect(answer(registered(true), onlySome)).toEqual({ allowed: true });
    const denied = { allowed: false, denial: 'not-installed' };
    expect(answer(registered(false))).toEqual(denied);
    expect(answer(registered(false), appInstalled({ userId: 'user-1' }))).toEqual(denied);
  });

  it('is denied where the organisation does not allow the grant type', () => {
    const settings = orgSettingsChanged({ allowedGrantTypes: ['authorization_code'] });
    expect(answer(registered(true), settings)).toEqual({ allowed: false, denial: 'flow-blocked' });
  });
});

describe('the password grant', () => {
  const app: Decision = {
    type: 'AppRegistered',
    data: { clientId: 'app-1', metadata: clientMetadata({ grant_types: ['password'] }) },
  };
  const request = { clientId: 'app-1', userId: 'user-1', grantType: 'password' } as const;

  it('is denied until the organisation allows it', () => {
    expect(mayIssue(foldedOrg(recordedLog([app])), request)).toEqual({
      allowed: false,
      denial: 'flow-blocked',
    });
    const allowed = orgSettingsChanged({ allowedGrantTypes: ['password'] });
    expect(mayIssue(foldedOrg(recordedLog([app, allowed])), request)).toEqual({ allowed: true });
  });
});
