import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Decision, TOKEN_KINDS, type TokenIssued } from '#domain';
import { keysRotated } from '#domain/testing';
import { embeddedUnderTest, mongoUnderTest, type ReadModelsUnderTest } from '#read-models/testing';
import { describeWith, uniqueDatabase } from '#test/harness';
import { at, RefresherUnderTest } from './testing/refresher-under-test.js';

const FOREIGN = 'https://foreign.example';
const rotated = keysRotated('k2', { mode: 'revoke', deniedKids: ['k1'] });

function foreignIssuerTests(prepare: () => Promise<ReadModelsUnderTest>): void {
  let storage: ReadModelsUnderTest;
  let test: RefresherUnderTest;

  beforeEach(async () => {
    storage = await prepare();
    test = await RefresherUnderTest.on(storage);
  });
  afterEach(async () => {
    await test.close();
    await storage.dispose();
  });

  /** As a report writes it: without a position. */
  const foreign = (parts: Partial<TokenIssued['data']>): Partial<TokenIssued['data']> => ({
    iss: FOREIGN,
    rpos: undefined,
    ...parts,
  });
  const done = async (fact: Decision): Promise<void> => test.finished(await test.decide(fact));

  it('of an own and a foreign token only the own one ends with our keys, whoever’s app and user they are', async () => {
    await test.issued(
      { clientId: 'own', userId: 'ann', tokenId: 'o1' },
      { clientId: 'both', userId: 'ann', tokenId: 'o2', expiresAt: at(90) },
      foreign({ clientId: 'foreign', userId: 'pat', tokenId: 'f1' }),
      foreign({ clientId: 'both', userId: 'pat', tokenId: 'f2', expiresAt: at(20) }),
      foreign({ clientId: 'both', userId: 'ann', tokenId: 'f3', expiresAt: at(10) }),
    );
    test.refresh();
    await done(rotated);
    expect(await test.app('own')).toMatchObject({ active: false, activeUntil: null });
    expect((await test.user('ann', 'own'))?.activeUntil).toBeNull();
    expect(await test.app('foreign')).toMatchObject({ active: true, activeUntil: at(60) });
    expect((await test.user('pat', 'foreign'))?.activeUntil).toBe(at(60));
    expect(await test.app('both')).toMatchObject({ active: true, activeUntil: at(20) });
    expect((await test.user('ann', 'both'))?.activeUntil).toBe(at(10));
    expect((await test.user('pat', 'both'))?.activeUntil).toBe(at(20));
  });

  it('what is left of a user after a single token was revoked is counted by the same rule', async () => {
    await test.issued(
      { userId: 'ann', tokenId: 'o1', expiresAt: at(90) },
      foreign({ userId: 'ann', tokenId: 'f1', expiresAt: at(30) }),
      foreign({ userId: 'ann', tokenId: 'f2', expiresAt: at(20) }),
    );
    test.refresh();
    await done(rotated);
    await done({ type: 'TokenRevoked', data: { iss: FOREIGN, jti: 'f1', covers: ['access'] } });
    expect((await test.user('ann'))?.activeUntil).toBe(at(20));
    expect(await test.app()).toMatchObject({ active: true, activeUntil: at(20) });
    await done({ type: 'TokenRevoked', data: { iss: FOREIGN, jti: 'f2', covers: ['access'] } });
    expect((await test.user('ann'))?.activeUntil).toBeNull();
    expect((await test.app())?.active).toBe(false);
  });

  it('a revocation of all that the organisation has ends those of foreign issuers too', async () => {
    await test.issued({ tokenId: 'o1' }, foreign({ clientId: 'foreign', userId: 'pat', tokenId: 'f1' }));
    test.refresh();
    await done(rotated);
    await done({ type: 'OrgTokensRevoked', data: { covers: [...TOKEN_KINDS] } });
    expect(await test.app('foreign')).toMatchObject({ active: false, activeUntil: null });
    expect((await test.user('pat', 'foreign'))?.activeUntil).toBeNull();
  });
}

describe('beside foreign issuers, on the embedded database,', () => {
  foreignIssuerTests(embeddedUnderTest);
});

describeWith('mongo')('beside foreign issuers, on MongoDB,', ({ mongo }) => {
  foreignIssuerTests(() => Promise.resolve(mongoUnderTest(mongo.url, uniqueDatabase('foreign-issuers'))));
});
