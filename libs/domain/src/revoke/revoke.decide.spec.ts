import { describe, it } from '@jest/globals';
import {
  appRegistered,
  given,
  issuerRegistered,
  orgRegistered,
  OWN_ISSUER,
  type Then,
} from '../testing/index.js';
import type { TokenKind } from '../values/token-kind.js';
import { decideRevokeAppTokens } from './revoke-app-tokens.decide.js';
import { decideRevokeGrant } from './revoke-grant.decide.js';
import { decideRevokeOrgTokens } from './revoke-org-tokens.decide.js';
import { decideRevokeSession } from './revoke-session.decide.js';
import { decideRevokeToken } from './revoke-token.decide.js';
import { decideRevokeUserAppTokens } from './revoke-user-app-tokens.decide.js';
import { decideRevokeUserTokens } from './revoke-user-tokens.decide.js';

const past = [orgRegistered(), appRegistered('app-1')];
const FOREIGN = 'https://foreign.example';

interface Rest {
  readonly covers: readonly TokenKind[];
  readonly reason?: string;
}

/** Every revocation, with the fact that it makes, so that the rules they share are stated once. */
const REVOCATIONS: readonly (readonly [
  type: string,
  ask: (rest: Rest) => Then,
  data: Record<string, string>,
])[] = [
  [
    'TokenRevoked',
    (rest) => given(past).when(decideRevokeToken, { iss: OWN_ISSUER, jti: 'j1', ...rest }),
    { iss: OWN_ISSUER, jti: 'j1' },
  ],
  [
    'GrantRevoked',
    (rest) => given(past).when(decideRevokeGrant, { grantId: 'g1', ...rest }),
    { grantId: 'g1' },
  ],
  [
    'UserAppTokensRevoked',
    (rest) => given(past).when(decideRevokeUserAppTokens, { userId: 'stranger', clientId: 'app-1', ...rest }),
    { userId: 'stranger', clientId: 'app-1' },
  ],
  [
    'UserTokensRevoked',
    (rest) => given(past).when(decideRevokeUserTokens, { userId: 'stranger', ...rest }),
    { userId: 'stranger' },
  ],
  [
    'AppTokensRevoked',
    (rest) => given(past).when(decideRevokeAppTokens, { clientId: 'app-1', ...rest }),
    { clientId: 'app-1' },
  ],
  [
    'SessionRevoked',
    (rest) => given(past).when(decideRevokeSession, { sessionId: 's1', ...rest }),
    { sessionId: 's1' },
  ],
  ['OrgTokensRevoked', (rest) => given(past).when(decideRevokeOrgTokens, rest), {}],
];

describe.each(REVOCATIONS)('%s', (type, ask, data) => {
  it('is decided for ids that nobody has seen, with each kind once and in order', () => {
    const covers: TokenKind[] = ['refresh', 'access', 'refresh'];
    ask({ covers, reason: 'stolen' }).then({
      type,
      data: { ...data, covers: ['access', 'refresh'], reason: 'stolen' },
    } as never);
  });

  it('refuses to cover nothing, or something that is no kind of token', () => {
    ask({ covers: [] }).thenThrows('COVERS_EMPTY');
    ask({ covers: ['access', 'id_token' as TokenKind] }).thenThrows('COVERS_EMPTY');
  });

  it('takes a reason of 500 characters and none longer', () => {
    const covers: TokenKind[] = ['session'];
    const reason = 'r'.repeat(500);
    ask({ covers, reason }).then({ type, data: { ...data, covers, reason } } as never);
    ask({ covers, reason: `${reason}r` }).thenThrows('REASON_TOO_LONG');
  });
});

describe('revoke', () => {
  const covers: TokenKind[] = ['access'];

  it('refuses apps that are not known', () => {
    given(past).when(decideRevokeAppTokens, { clientId: 'app-2', covers }).thenThrows('APP_NOT_FOUND');
    given(past)
      .when(decideRevokeUserAppTokens, { userId: 'user-1', clientId: 'app-2', covers })
      .thenThrows('APP_NOT_FOUND');
  });

  it.each(['', 'x'.repeat(129)])('refuses the id "%s"', (id) => {
    given(past).when(decideRevokeToken, { iss: OWN_ISSUER, jti: id, covers }).thenThrows('INVALID_ID');
    given(past).when(decideRevokeGrant, { grantId: id, covers }).thenThrows('INVALID_ID');
    given(past).when(decideRevokeSession, { sessionId: id, covers }).thenThrows('INVALID_ID');
    given(past).when(decideRevokeUserTokens, { userId: id, covers }).thenThrows('INVALID_ID');
    given(past)
      .when(decideRevokeUserAppTokens, { userId: id, clientId: 'app-1', covers })
      .thenThrows('INVALID_ID');
  });

  it('does nothing for a token of our own that is denied already', () => {
    const revoked = { type: 'TokenRevoked', data: { iss: OWN_ISSUER, jti: 'j1', covers } } as const;
    given([...past, revoked])
      .when(decideRevokeToken, { iss: OWN_ISSUER, jti: 'j1', covers })
      .thenNothingHappened();
  });

  it('denies a foreign token again, because its id may have come to life after the first denial', () => {
    const revoked = { type: 'TokenRevoked', data: { iss: FOREIGN, jti: 'j1', covers } } as const;
    given([...past, issuerRegistered(FOREIGN), revoked])
      .when(decideRevokeToken, { iss: FOREIGN, jti: 'j1', covers })
      .then(revoked);
  });

  it('revokes in bulk again, because something may have been issued in between', () => {
    const revoked = { type: 'AppTokensRevoked', data: { clientId: 'app-1', covers } } as const;
    given([...past, revoked])
      .when(decideRevokeAppTokens, { clientId: 'app-1', covers })
      .then(revoked);
  });
});
