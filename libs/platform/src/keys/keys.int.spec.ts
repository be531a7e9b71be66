import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { importJWK, jwtVerify, SignJWT } from 'jose';
import { signValue, verifyValue } from '#contracts';
import { until } from '#event-log/testing';
import { KeyRing, SealError } from '../crypto/key-ring.js';
import { TestDeployment } from '../testing/index.js';
import { IssuerKeys } from './issuer-keys.js';
import { PlatformKeys } from './platform-keys.js';

let deployment: TestDeployment;
const keysOf = (ring = deployment.ring): PlatformKeys =>
  new PlatformKeys(deployment.storage.credentials, ring);

beforeEach(async () => {
  deployment = await TestDeployment.open();
  await deployment.storage.credentials.open();
});
afterEach(async () => {
  await deployment.close();
});

describe('the platform’s keys', () => {
  it('are the same for all processes, however many make them at once', async () => {
    const signers = await Promise.all(Array.from({ length: 6 }, () => keysOf().signer('decisions')));
    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
    expect((await keysOf().jwks()).keys).toEqual([signers[0]?.publicJwk]);
  });

  it('differ by purpose, and each is verified by the published set', async () => {
    const keys = keysOf();
    const signers = [await keys.signer('decisions'), await keys.signer('snapshots')];
    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(2);
    const published = await keysOf().verificationKeys();
    for (const { privateKey, kid } of signers) {
      const headers = { ...(await signValue(privateKey, kid, 'value')) };
      expect(await verifyValue(published, 'value', headers)).toBe('valid');
    }
  });

  it('are published without their private halves', async () => {
    await keysOf().signer('decisions');
    expect(JSON.stringify(await keysOf().jwks())).not.toContain('"d"');
    const [stored] = await deployment.storage.credentials.list('platform-key', '*platform');
    expect(JSON.stringify(stored)).not.toContain('"d"');
  });

  it('that are new are known after the set was read again', async () => {
    const keys = keysOf();
    expect((await keys.verificationKeys()).size).toBe(0);
    await keysOf().signer('decisions');
    expect((await keys.verificationKeys()).size).toBe(0);
    expect((await keys.verificationKeys(true)).size).toBe(1);
  });

  it('that are made while the set is being read are known to whoever asks after that', async () => {
    const { credentials } = deployment.storage;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    let reads = 0;
    const slow = Object.assign(Object.create(credentials) as typeof credentials, {
      list: async (...of: Parameters<typeof credentials.list>) => {
        reads += 1;
        const found = await credentials.list(...of);
        await opened;
        return found;
      },
    });
    const keys = new PlatformKeys(slow, deployment.ring);
    const early = keys.verificationKeys(true);
    await until(() => reads === 1);
    await keysOf().signer('decisions');
    const late = Promise.all([keys.verificationKeys(true), keys.verificationKeys(true)]);
    open();
    expect((await early).size).toBe(0);
    expect((await late).map(({ size }) => size)).toEqual([1, 1]);
    expect(reads).toBe(2);
  });

  it('can’t be used with another key-encryption key', async () => {
    await keysOf().signer('decisions');
    await expect(keysOf(new KeyRing(Buffer.alloc(32, 9))).signer('decisions')).rejects.toThrow(SealError);
  });
});

describe.each(['RS256', 'ES256', 'EdDSA'] as const)('an issuer’s %s key', (algorithm) => {
  const issuerKeys = (): IssuerKeys =>
    new IssuerKeys(deployment.storage.credentials, deployment.ring, algorithm);

  it('signs what its public half verifies, and says nothing private', async () => {
    const key = await issuerKeys().create('acme');
    expect(Object.keys(key.jwk)).not.toEqual(expect.arrayContaining(['d']));
    expect(key.jwk).toMatchObject({ kid: key.kid, alg: algorithm, use: 'sig' });
    const jwk = await issuerKeys().privateJwk('acme', key.kid);
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: algorithm })
      .sign(await importJWK(jwk ?? {}, algorithm));
    await jwtVerify(token, await importJWK({ ...key.jwk }, algorithm));
  });

  it('belongs to its organisation', async () => {
    const { kid } = await issuerKeys().create('acme');
    expect(await issuerKeys().privateJwk('other', kid)).toBeNull();
    expect(await issuerKeys().privateJwk('acme', 'unknown')).toBeNull();
  });
});
