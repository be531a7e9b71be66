import { describe, expect, it } from '@jest/globals';
import { type Decision, DECISION_TYPES, type DecisionType } from '../facts/index.js';
import type { Effect, WatermarkScope } from '../revocation/effects/effects.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/effects/limits.js';
import { DEFAULT_APP_POLICY } from '../state/app-policy.js';
import { TOKEN_KINDS, type TokenKind } from '../values/token-kind.js';
import { effectsOf, keepUntilOf } from './effects-of.js';

const TIME = '2026-01-01T00:00:00.000Z';
const ISS = 'https://issuer.example';
const ACCESS_UNTIL = '2026-01-02T01:00:00.000Z';
const LONGEST_UNTIL = '2027-02-05T01:00:00.000Z';
const key = { kid: 'new', alg: 'ES256', jwk: {} };
const metadata = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'none',
} as const;

const before = (of: WatermarkScope, kinds: readonly TokenKind[]): Effect => ({
  effect: 'notBefore',
  of,
  kinds,
  time: TIME,
});

interface Row {
  readonly fact: Decision;
  readonly effects: readonly Effect[];
  readonly keepUntil: string | null;
}

const NOTHING = { effects: [], keepUntil: null };

const ROWS: Readonly<Record<DecisionType, Row>> = {
  AppBlocked: {
    fact: { type: 'AppBlocked', data: { clientId: 'a', blockId: 'b' } },
    effects: [{ effect: 'block', app: 'a', id: 'b' }, before({ scope: 'app', app: 'a' }, TOKEN_KINDS)],
    keepUntil: null,
  },
  AppUnblocked: {
    fact: { type: 'AppUnblocked', data: { clientId: 'a', blockIds: ['b', 'c'] } },
    effects: [{ effect: 'lift', app: 'a', ids: ['b', 'c'] }, before({ scope: 'app', app: 'a' }, TOKEN_KINDS)],
    keepUntil: LONGEST_UNTIL,
  },
  TokenRevoked: {
    fact: { type: 'TokenRevoked', data: { iss: ISS, jti: 't', covers: ['access'] } },
    effects: [{ effect: 'deny', iss: ISS, jti: 't' }],
    keepUntil: ACCESS_UNTIL,
  },
  GrantRevoked: {
    fact: { type: 'GrantRevoked', data: { grantId: 'g', covers: ['access', 'refresh'] } },
    effects: [before({ scope: 'grant', grant: 'g' }, ['access', 'refresh'])],
    keepUntil: LONGEST_UNTIL,
  },
  UserAppTokensRevoked: {
    fact: { type: 'UserAppTokensRevoked', data: { userId: 'u', clientId: 'a', covers: ['access'] } },
    effects: [before({ scope: 'user-app', user: 'u', app: 'a' }, ['access'])],
    keepUntil: ACCESS_UNTIL,
  },
  UserTokensRevoked: {
    fact: { type: 'UserTokensRevoked', data: { userId: 'u', covers: ['access', 'session'] } },
    effects: [before({ scope: 'user', user: 'u' }, ['access', 'session'])],
    keepUntil: LONGEST_UNTIL,
  },
  AppTokensRevoked: {
    fact: { type: 'AppTokensRevoked', data: { clientId: 'a', covers: ['access'] } },
    effects: [before({ scope: 'app', app: 'a' }, ['access'])],
    keepUntil: ACCESS_UNTIL,
  },
  SessionRevoked: {
    fact: { type: 'SessionRevoked', data: { sessionId: 's', covers: ['session'] } },
    effects: [before({ scope: 'session', session: 's' }, ['session'])],
    keepUntil: LONGEST_UNTIL,
  },
  OrgTokensRevoked: {
    fact: { type: 'OrgTokensRevoked', data: { covers: ['access'] } },
    effects: [before({ scope: 'org' }, ['access'])],
    keepUntil: ACCESS_UNTIL,
  },
  SigningKeysRotated: {
    fact: {
      type: 'SigningKeysRotated',
      data: { iss: ISS, mode: 'revoke', key, retiredKids: ['r'], deniedKids: ['k1', 'k2'] },
    },
    effects: [
      { effect: 'denyKid', iss: ISS, kid: 'k1' },
      { effect: 'denyKid', iss: ISS, kid: 'k2' },
      before({ scope: 'issuer', iss: ISS }, ['access']),
    ],
    keepUntil: null,
  },
  OrgRegistered: { fact: { type: 'OrgRegistered', data: { name: 'o', issuer: ISS, key } }, ...NOTHING },
  AppRegistered: {
    fact: {
      type: 'AppRegistered',
      data: {
        clientId: 'a',
        metadata,
      },
    },
    ...NOTHING,
  },
  UserRegistered: { fact: { type: 'UserRegistered', data: { userId: 'u' } }, ...NOTHING },
  RoleGranted: {
    fact: { type: 'RoleGranted', data: { userId: 'u', permissions: ['audit:read'] } },
    ...NOTHING,
  },
  EdgeRegistered: { fact: { type: 'EdgeRegistered', data: { edgeId: 'e', name: 'edge' } }, ...NOTHING },
  EdgeRetired: { fact: { type: 'EdgeRetired', data: { edgeId: 'e' } }, ...NOTHING },
  IssuerRegistered: {
    fact: {
      type: 'IssuerRegistered',
      data: {
        iss: ISS,
        jwksUri: ISS,
        algorithms: ['RS256'],
        toleranceMs: 0,
        maxLifetimeMs: 1,
        jtiCarriesTime: false,
      },
    },
    ...NOTHING,
  },
  IssuerUnregistered: { fact: { type: 'IssuerUnregistered', data: { iss: ISS } }, ...NOTHING },
  AppsReported: { fact: { type: 'AppsReported', data: { iss: ISS, clientIds: ['a'] } }, ...NOTHING },
  AppSettingsChanged: {
    fact: { type: 'AppSettingsChanged', data: { clientId: 'a', metadata } },
    ...NOTHING,
  },
  AppPolicyChanged: {
    fact: { type: 'AppPolicyChanged', data: { clientId: 'a', policy: DEFAULT_APP_POLICY } },
    ...NOTHING,
  },
  AppInstalled: { fact: { type: 'AppInstalled', data: { clientId: 'a' } }, ...NOTHING },
  AppUninstalled: {
    fact: { type: 'AppUninstalled', data: { clientId: 'a' } },
    effects: [before({ scope: 'app', app: 'a' }, TOKEN_KINDS)],
    keepUntil: LONGEST_UNTIL,
  },
  UserPreauthorized: {
    fact: { type: 'UserPreauthorized', data: { clientId: 'a', userId: 'u' } },
    ...NOTHING,
  },
  UserPreauthorizationWithdrawn: {
    fact: { type: 'UserPreauthorizationWithdrawn', data: { clientId: 'a', groupId: 'g' } },
    ...NOTHING,
  },
  GroupChanged: {
    fact: { type: 'GroupChanged', data: { groupId: 'g', added: ['u'], removed: [] } },
    ...NOTHING,
  },
  RoleWithdrawn: {
    fact: { type: 'RoleWithdrawn', data: { userId: 'u', permissions: ['audit:read'] } },
    ...NOTHING,
  },
  OrgSettingsChanged: {
    fact: { type: 'OrgSettingsChanged', data: { apiClientAllowlisting: true } },
    ...NOTHING,
  },
  SessionEndScheduled: {
    fact: { type: 'SessionEndScheduled', data: { scheduleId: 's', at: TIME, covers: ['session'] } },
    ...NOTHING,
  },
  SessionEndCancelled: { fact: { type: 'SessionEndCancelled', data: { scheduleId: 's' } }, ...NOTHING },
  ConfirmationUsed: {
    fact: { type: 'ConfirmationUsed', data: { confirmationId: 'c', operation: 'x' } },
    ...NOTHING,
  },
  ApprovalRequested: {
    fact: {
      type: 'ApprovalRequested',
      data: { approvalId: 'p', operation: 'x', parameters: {}, count: 1, expiresAt: TIME },
    },
    ...NOTHING,
  },
  ApprovalGiven: { fact: { type: 'ApprovalGiven', data: { approvalId: 'p' } }, ...NOTHING },
  ApprovalDeclined: { fact: { type: 'ApprovalDeclined', data: { approvalId: 'p' } }, ...NOTHING },
};

describe('the effects of a decision', () => {
  it.each(DECISION_TYPES)('%s: what it revokes, and how long that is kept', (type) => {
    const { fact, effects, keepUntil } = ROWS[type];
    expect(fact.type).toBe(type);
    expect(effectsOf(fact, TIME)).toEqual(effects);
    expect(keepUntilOf(fact, TIME, DEFAULT_MAX_LIFETIME_MS)).toBe(keepUntil);
  });

  it('of an uninstallation for one user end what that one holds of the app', () => {
    const fact: Decision = { type: 'AppUninstalled', data: { clientId: 'a', userId: 'u' } };
    expect(effectsOf(fact, TIME)).toEqual([before({ scope: 'user-app', user: 'u', app: 'a' }, TOKEN_KINDS)]);
    expect(keepUntilOf(fact, TIME, DEFAULT_MAX_LIFETIME_MS)).toBe(LONGEST_UNTIL);
  });

  it('of a graceful rotation are none', () => {
    const data = { iss: ISS, mode: 'graceful', key, retiredKids: ['r'], deniedKids: [] } as const;
    expect(effectsOf({ type: 'SigningKeysRotated', data }, TIME)).toEqual([]);
  });

  it('survive JSON unchanged, as every record must', () => {
    for (const { fact } of Object.values(ROWS)) {
      const effects = effectsOf(fact, TIME);
      expect(JSON.parse(JSON.stringify(effects))).toEqual(effects);
    }
  });

  it.each([
    ['a time that is none', 'now', DEFAULT_MAX_LIFETIME_MS],
    ['a lifetime without end', TIME, { ...DEFAULT_MAX_LIFETIME_MS, access: Infinity }],
    ['a lifetime that is not a number', TIME, { ...DEFAULT_MAX_LIFETIME_MS, access: NaN }],
    ['a lifetime beyond the year 9999', TIME, { ...DEFAULT_MAX_LIFETIME_MS, access: 1e15 }],
  ])('are kept for ever after %s', (_case, time, maxLifetimeMs) => {
    expect(keepUntilOf(ROWS.TokenRevoked.fact, time, maxLifetimeMs)).toBeNull();
  });

  it('that cover no kind are kept for ever rather than not at all', () => {
    const fact: Decision = { type: 'TokenRevoked', data: { iss: ISS, jti: 't', covers: [] } };
    expect(keepUntilOf(fact, TIME, DEFAULT_MAX_LIFETIME_MS)).toBeNull();
  });
});
