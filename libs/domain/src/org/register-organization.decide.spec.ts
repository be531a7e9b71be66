import { describe, expect, it } from '@jest/globals';
import { decideRetireEdge, decideRegisterEdge } from '../edge/register-edge.decide.js';
import { decideRegisterIssuer, decideReportApps, decideUnregisterIssuer } from '../issuer/register-issuer.decide.js';
import { decideRotateSigningKeys } from '../keys/rotate-signing-keys.decide.js';
import { decideInstallApp } from '../app/install-app.decide.js';
import { decideBlockApp, decideRegisterApp, decideUnblockApp } from '../app/block-app.decide.js';
import { DEFAULT_MAX_LIFETIME_MS, keepUntilOf } from '../revocation/index.js';
import { decideRevokeAppTokens, decideRevokeUserAppTokens } from '../revoke/revoke.decide.js';
import {
  appBlocked,
  appRegistered,
  clientMetadata,
  edgeRegistered,
  foldedOrg,
  given,
  issuerRegistered,
  keysRotated,
  orgRegistered,
  OWN_ISSUER,
  recordedLog,
  signingKey,
  userRegistered,
} from '../testing/index.js';
import { decideGrantRole, decideRegisterUser } from '../user/grant-permissions.decide.js';
import { decideRegisterOrg } from './register-organization.decide.js';

describe('register an organisation', () => {
  const command = { name: 'Org 1', issuer: OWN_ISSUER, key: signingKey('key-1') };

  it('happens once', () => {
    given([]).when(decideRegisterOrg, command).then(orgRegistered('key-1'));
    given([orgRegistered()]).when(decideRegisterOrg, command).thenThrows('ORG_ALREADY_REGISTERED');
  });

  it('refuses a name, issuer or kid that is empty', () => {
    given([])
      .when(decideRegisterOrg, { ...command, name: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterOrg, { ...command, issuer: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterOrg, { ...command, key: signingKey('') })
      .thenThrows('INVALID_ID');
  });
});

describe('rotate the signing keys', () => {
  it('gracefully: retires the key that signs, and leaves the others as they are', () => {
    given([orgRegistered('key-1'), keysRotated('key-2')])
      .when(decideRotateSigningKeys, { mode: 'graceful', key: signingKey('key-3') })
      .then(keysRotated('key-3', { retiredKids: ['key-2'] }));
  });

  it('revoking: denies every key so far that is not denied, the retired ones included', () => {
    given([
      orgRegistered('key-1'),
      keysRotated('key-2', { mode: 'revoke', deniedKids: ['key-1'] }),
      keysRotated('key-3'),
    ])
      .when(decideRotateSigningKeys, { mode: 'revoke', key: signingKey('key-4'), reason: 'backup lost' })
      .then(keysRotated('key-4', { mode: 'revoke', deniedKids: ['key-2', 'key-3'], reason: 'backup lost' }));
  });

  it('refuses an organisation without keys, and a kid that was used before', () => {
    const rotate = { mode: 'graceful', key: signingKey('key-1') } as const;
    given([]).when(decideRotateSigningKeys, rotate).thenThrows('ORG_NOT_FOUND');
    given([orgRegistered('key-1')])
      .when(decideRotateSigningKeys, rotate)
      .thenThrows('INVALID_ID');
  });

  it('refuses a reason that is too long', () => {
    given([orgRegistered()])
      .when(decideRotateSigningKeys, { mode: 'revoke', key: signingKey('key-2'), reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe('register a user', () => {
  it('happens once per id', () => {
    given([]).when(decideRegisterUser, { userId: 'user-1' }).then(userRegistered('user-1'));
    given([userRegistered('user-1')])
      .when(decideRegisterUser, { userId: 'user-1' })
      .thenThrows('USER_ALREADY_REGISTERED');
    given([]).when(decideRegisterUser, { userId: '' }).thenThrows('INVALID_ID');
  });
});

describe('give a user permissions', () => {
  const granted = {
    type: 'RoleGranted',
    data: { userId: 'user-1', permissions: ['apps:block', 'usage:read'] },
  } as const;

  it('gives what is asked for, each permission once', () => {
    const permissions = ['apps:block', 'usage:read', 'apps:block'];
    given([userRegistered('user-1')])
      .when(decideGrantRole, { userId: 'user-1', permissions })
      .then({ type: 'RoleGranted', data: { userId: 'user-1', permissions: ['usage:read', 'apps:block'] } });
  });

  it('does nothing when the user has them all, or none is asked for', () => {
    const past = given([userRegistered('user-1'), granted]);
    past.when(decideGrantRole, { userId: 'user-1', permissions: ['apps:block'] }).thenNothingHappened();
    past.when(decideGrantRole, { userId: 'user-1', permissions: [] }).thenNothingHappened();
  });

  it('refuses unknown users and scopes that are no permissions', () => {
    const permissions = ['apps:block'];
    given([]).when(decideGrantRole, { userId: 'user-1', permissions }).thenThrows('USER_NOT_FOUND');
    given([userRegistered('user-1')])
      .when(decideGrantRole, { userId: 'user-1', permissions: ['root'] })
      .thenThrows('SCOPE_NOT_HELD');
  });
});

describe('edges', () => {
  const retired = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } } as const;

  it('are registered once per id, and a retired id is not given away again', () => {
    const command = { edgeId: 'edge-1', name: 'Gateway' };
    given([]).when(decideRegisterEdge, command).then(edgeRegistered('edge-1'));
    given([edgeRegistered()]).when(decideRegisterEdge, command).thenThrows('EDGE_ALREADY_REGISTERED');
    given([edgeRegistered(), retired])
      .when(decideRegisterEdge, command)
      .thenThrows('EDGE_ALREADY_REGISTERED');
    given([])
      .when(decideRegisterEdge, { ...command, name: '' })
      .thenThrows('INVALID_ID');
    given([])
      .when(decideRegisterEdge, { ...command, edgeId: 'x'.repeat(129) })
      .thenThrows('INVALID_ID');
  });

  it('are retired once', () => {
    given([edgeRegistered()]).when(decideRetireEdge, { edgeId: 'edge-1' }).then(retired);
    given([edgeRegistered(), retired]).when(decideRetireEdge, { edgeId: 'edge-1' }).thenNothingHappened();
    given([]).when(decideRetireEdge, { edgeId: 'edge-1' }).thenThrows('EDGE_NOT_FOUND');
    given([edgeRegistered()])
      .when(decideRetireEdge, { edgeId: 'edge-1', reason: 'r'.repeat(501) })
      .thenThrows('REASON_TOO_LONG');
  });
});

describe('register a foreign issuer', () => {
  const command = issuerRegistered('https://foreign.example').data;

  it('happens once, and never for our own', () => {
    given([orgRegistered()])
      .when(decideRegisterIssuer, command)
      .then(issuerRegistered('https://foreign.example'));
    given([issuerRegistered()]).when(decideRegisterIssuer, command).thenThrows('ISSUER_ALREADY_REGISTERED');
    given([orgRegistered()])
      .when(decideRegisterIssuer, { ...command, iss: OWN_ISSUER })
      .thenThrows('ISSUER_ALREADY_REGISTERED');
  });

  it.each([
    ['no algorithm', { algorithms: [] }],
    ['the algorithm none', { algorithms: ['RS256', 'none'] }],
    ['a shared secret', { algorithms: ['HS256'] }],
    ['a negative tolerance', { toleranceMs: -1 }],
    ['a tolerance beyond what revocations are kept for', { toleranceMs: 300_001 }],
    ['no lifetime', { maxLifetimeMs: 0 }],
    ['a lifetime beyond what revocations of access tokens are kept for', { maxLifetimeMs: 86_400_001 }],
    ['a lifetime that is no number', { maxLifetimeMs: Number.NaN }],
  ])('refuses %s', (_case, wrong) => {
    given([orgRegistered()])
      .when(decideRegisterIssuer, { ...command, ...wrong })
      .thenThrows('INVALID_REQUEST');
  });
});

describe('unregister a foreign issuer', () => {
  const iss = 'https://foreign.example';
  const ended = { type: 'IssuerUnregistered', data: { iss, reason: 'no longer a partner' } } as const;

  it('ends its reports, and lets it be registered anew, otherwise', () => {
    const past = [orgRegistered(), issuerRegistered(iss)];
    given(past).when(decideUnregisterIssuer, ended.data).then(ended);
    given([...past, ended])
      .when(decideUnregisterIssuer, ended.data)
      .thenThrows('ISSUER_NOT_FOUND');
    given([...past, ended])
      .when(decideReportApps, { iss, clientIds: ['partner'] })
      .thenThrows('ISSUER_NOT_FOUND');
    const otherwise = { ...issuerRegistered(iss).data, toleranceMs: 0 };
    given([...past, ended])
      .when(decideRegisterIssuer, otherwise)
      .then({ type: 'IssuerRegistered', data: otherwise });
  });

  it('keeps what its tokens were judged by, whatever it is registered with anew', () => {
    const first = { ...issuerRegistered(iss).data, toleranceMs: 300_000, jtiCarriesTime: false };
    const again = { ...first, toleranceMs: 0, jtiCarriesTime: true };
    const log = [
      { type: 'IssuerRegistered', data: first },
      ended,
      { type: 'IssuerRegistered', data: again },
    ] as const;
    expect(
      foldedOrg(recordedLog([orgRegistered(), ...log.slice(0, 2)])).foreignIssuers.get(iss),
    ).toMatchObject({
      isRegistered: false,
      toleranceMs: 300_000,
    });
    expect(foldedOrg(recordedLog([orgRegistered(), ...log])).foreignIssuers.get(iss)).toMatchObject({
      isRegistered: true,
      toleranceMs: 300_000,
      jtiCarriesTime: false,
    });
  });

  it('leaves its apps known, so that they can still be blocked', () => {
    const reported = { type: 'AppsReported', data: { iss, clientIds: ['partner'] } } as const;
    given([orgRegistered(), issuerRegistered(iss), reported, ended])
      .when(decideBlockApp, { clientId: 'partner', blockId: 'block-1' })
      .then(appBlocked('partner', 'block-1'));
  });

  it('is not done to our own', () => {
    given([orgRegistered()]).when(decideUnregisterIssuer, { iss: OWN_ISSUER }).thenThrows('ISSUER_NOT_FOUND');
  });
});

describe('report an app of a foreign issuer', () => {
  const iss = 'https://foreign.example';
  const past = [orgRegistered(), issuerRegistered(iss)];
  const reported = { type: 'AppsReported', data: { iss, clientIds: ['partner'] } } as const;

  it('makes it known once, beside those that are', () => {
    given(past).when(decideReportApps, reported.data).then(reported);
    given([...past, reported])
      .when(decideReportApps, reported.data)
      .thenNothingHappened();
    given([...past, reported])
      .when(decideReportApps, { iss, clientIds: ['other', 'partner', 'other'] })
      .then({ type: 'AppsReported', data: { iss, clientIds: ['other'] } });
  });

  it('refuses an app of our own, and our own one that has the id of theirs', () => {
    given([...past, appRegistered('partner')])
      .when(decideReportApps, reported.data)
      .thenThrows('APP_ALREADY_REGISTERED');
    given([...past, reported])
      .when(decideRegisterApp, { clientId: 'partner', metadata: clientMetadata(), callerScopes: [] })
      .thenThrows('APP_ALREADY_REGISTERED');
  });

  it('refuses an issuer that nobody registered, ours too, and a client_id that would hide a route', () => {
    given([orgRegistered()]).when(decideReportApps, reported.data).thenThrows('ISSUER_NOT_FOUND');
    given(past)
      .when(decideReportApps, { ...reported.data, iss: OWN_ISSUER })
      .thenThrows('ISSUER_NOT_FOUND');
    given(past)
      .when(decideReportApps, { iss, clientIds: ['tokens'] })
      .thenThrows('INVALID_ID');
  });

  it('refuses more of them than every process can keep', () => {
    const many = (first: number, count: number) =>
      Array.from({ length: count }, (_, index) => `app-${String(first + index)}`);
    const full = Array.from({ length: 10 }, (_, part) => ({
      type: 'AppsReported' as const,
      data: { iss, clientIds: many(part * 1_000, 1_000) },
    }));
    given([...past, ...full])
      .when(decideReportApps, { iss, clientIds: many(9_990, 10) })
      .thenNothingHappened();
    given([...past, ...full])
      .when(decideReportApps, { iss, clientIds: many(9_999, 2) })
      .thenThrows('INVALID_REQUEST');
  });

  it('lets it be blocked, unblocked and revoked, but not installed or changed as one of ours', () => {
    const seen = [...past, reported];
    const blocked = appBlocked('partner', 'block-1');
    const covers = ['access'] as const;
    given(seen).when(decideBlockApp, { clientId: 'partner', blockId: 'block-1' }).then(blocked);
    given([...seen, blocked])
      .when(decideUnblockApp, { clientId: 'partner' })
      .then({ type: 'AppUnblocked', data: { clientId: 'partner', blockIds: ['block-1'] } });
    given(seen)
      .when(decideRevokeAppTokens, { clientId: 'partner', covers })
      .then({ type: 'AppTokensRevoked', data: { clientId: 'partner', covers } });
    given(seen)
      .when(decideRevokeUserAppTokens, { clientId: 'partner', userId: 'u', covers })
      .then({ type: 'UserAppTokensRevoked', data: { clientId: 'partner', userId: 'u', covers } });
    given(seen).when(decideInstallApp, { clientId: 'partner' }).thenThrows('APP_NOT_FOUND');
  });
});

describe('what was revoked before a foreign issuer was registered', () => {
  it('is kept for longer than any of its tokens may live', () => {
    const command = issuerRegistered('https://foreign.example').data;
    const decidedMs = Date.UTC(2026, 0, 1);
    for (let maxLifetimeMs = 3_600_000; maxLifetimeMs <= 400 * 86_400_000; maxLifetimeMs *= 2) {
      let isAccepted = true;
      try {
        decideRegisterIssuer(foldedOrg(recordedLog([orgRegistered()])), { ...command, maxLifetimeMs });
      } catch {
        isAccepted = false;
      }
      const fact = { type: 'AppTokensRevoked', data: { clientId: 'partner', covers: ['access'] } } as const;
      const until = keepUntilOf(fact, new Date(decidedMs).toISOString(), DEFAULT_MAX_LIFETIME_MS);
      const isKept = Date.parse(until ?? '') >= decidedMs + command.toleranceMs + maxLifetimeMs;
      expect([maxLifetimeMs, isAccepted && !isKept]).toEqual([maxLifetimeMs, false]);
    }
  });
});
