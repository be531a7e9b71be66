import { describe, expect, it } from '@jest/globals';
import {
  eachOnce,
  OWN_ISSUER,
  projected,
  projectedOne,
  recorded,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  usageLog,
} from '../../testing/index.js';
import { tokenDocId } from '../document/document-ids.js';
import { TOKEN_MODEL } from './token.apply.js';

const at = (seconds: number): string => timeAt(START_MS + seconds * 1000);
const tokenRevoked = (jti: string, iss = OWN_ISSUER) =>
  ({ type: 'TokenRevoked', data: { iss, jti, covers: ['access'] } }) as const;

describe('the document of a token', () => {
  it('holds what was issued', () => {
    const fact = tokenIssued({ grantId: 'grant-1', sessionId: 'sid-1', kid: 'key-1', refreshTokenId: 'r-0' });
    const doc = projected(TOKEN_MODEL, [recordedUsage(fact)]).get(tokenDocId('org-1', OWN_ISSUER, 'jti-1'));
    expect(doc).toMatchObject({
      ...fact.data,
      orgId: 'org-1',
      known: true,
      useCount: 0,
      lastUsedAt: at(0),
      revokedAt: null,
    });
  });

  it('of a refresh token counts the access tokens issued by it, each once, also those read before it', () => {
    const minted = (tokenId: string, seconds: number) =>
      tokenIssued({ tokenId, refreshTokenId: 'r-1', issuedAt: at(seconds) });
    const refresh = tokenIssued({ tokenId: 'r-1', kind: 'refresh', format: 'Opaque', issuedAt: at(0) });
    const rotated = tokenIssued({
      tokenId: 'r-2',
      kind: 'refresh',
      format: 'Opaque',
      refreshTokenId: 'r-1',
      issuedAt: at(40),
    });
    const facts = [minted('a', 10), refresh, minted('b', 30), minted('a', 10), rotated];
    const doc = projected(TOKEN_MODEL, eachOnce(usageLog(facts))).get(tokenDocId('org-1', OWN_ISSUER, 'r-1'));
    expect(doc).toMatchObject({
      known: true,
      kind: 'refresh',
      issuedAt: at(0),
      useCount: 2,
      lastUsedAt: at(30),
    });
  });

  it('of a refresh token says when another one took its place, and counts that as no use', () => {
    const successor = tokenIssued({
      kind: 'refresh',
      tokenId: 'r-2',
      refreshTokenId: 'r-1',
      issuedAt: at(30),
    });
    const log = usageLog([tokenIssued({ kind: 'refresh', tokenId: 'r-1' }), successor]);
    const tokens = projected(TOKEN_MODEL, log);
    const [replaced, standing] = ['r-1', 'r-2'].map((id) => tokens.get(tokenDocId('org-1', OWN_ISSUER, id)));
    expect(replaced).toMatchObject({ replacedAt: at(30), useCount: 0 });
    expect(standing).toMatchObject({ replacedAt: null, refreshTokenId: 'r-1' });
  });

  it('says when and by what it was revoked first, read before or after its issuance', () => {
    const issued = recordedUsage(tokenIssued());
    const first = recorded(tokenRevoked('jti-1'), { offset: 1 });
    const second = recorded(tokenRevoked('jti-1'), { offset: 2 });
    for (const order of [
      [issued, first, second],
      [first, issued, second],
      [first, second, issued],
    ]) {
      expect(projectedOne(TOKEN_MODEL, order)).toMatchObject({
        known: true,
        clientId: 'app-1',
        revokedAt: timeAt(START_MS + 1005),
        revocationId: 'decision-1',
      });
    }
  });

  it('is not touched by the revocation of the same id of another issuer', () => {
    const docs = projected(TOKEN_MODEL, [
      recordedUsage(tokenIssued()),
      recorded(tokenRevoked('jti-1', 'https://foreign.example')),
    ]);
    expect(docs.get(tokenDocId('org-1', OWN_ISSUER, 'jti-1'))?.revokedAt).toBeNull();
    expect(docs.get(tokenDocId('org-1', 'https://foreign.example', 'jti-1'))).toMatchObject({
      known: false,
      revocationId: 'decision-0',
    });
  });
});
