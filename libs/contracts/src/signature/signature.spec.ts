import { describe, expect, it } from '@jest/globals';
import { generateSigningKey, importSigningKey, importVerificationKeys } from './keys.js';
import { signValue, verifyValue } from './signature.js';
import { ed25519Thumbprint } from './thumbprint.js';

// RFC 8037 appendix A.1 and A.3: a key and its thumbprint that anyone can check.
const RFC_8037 = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const RFC_8037_KID = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k';

const VALUE = '{"id":"ä"}';

async function signed(value = VALUE) {
  const { kid, publicJwk, privateJwk } = await generateSigningKey();
  const { privateKey } = await importSigningKey(privateJwk);
  const keys = await importVerificationKeys({ keys: [publicJwk] });
  return { kid, publicJwk, privateJwk, keys, headers: await signValue(privateKey, kid, value) };
}

describe('a kid', () => {
  it('is the thumbprint of RFC 7638, as RFC 8037 computes it', async () => {
    expect(await ed25519Thumbprint(RFC_8037.x)).toBe(RFC_8037_KID);
    expect((await importSigningKey(RFC_8037)).kid).toBe(RFC_8037_KID);
    expect([...(await importVerificationKeys({ keys: [RFC_8037] })).keys()]).toEqual([RFC_8037_KID]);
  });
});

describe('a generated key', () => {
  it('publishes no private member', async () => {
    const { kid, publicJwk, privateJwk } = await generateSigningKey();
    expect(Object.keys(publicJwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(publicJwk.kid).toBe(kid);
    expect(privateJwk.d).not.toBe('');
  });

  it('can be imported by WebCrypto as it stands', async () => {
    const { privateJwk } = await generateSigningKey();
    const key = await crypto.subtle.importKey('jwk', { ...privateJwk }, { name: 'Ed25519' }, false, ['sign']);
    expect(key.type).toBe('private');
  });
});

describe('verifyValue', () => {
  it('accepts the exact value that was signed', async () => {
    const { keys, headers } = await signed();
    expect(await verifyValue(keys, VALUE, headers)).toBe('valid');
  });

  it('refuses another value, however close', async () => {
    const { keys, headers } = await signed();
    expect(await verifyValue(keys, `${VALUE} `, headers)).toBe('bad-signature');
    expect(await verifyValue(keys, VALUE.normalize('NFD'), headers)).toBe('bad-signature');
  });

  it('tells a missing signature from one of a key that it does not have', async () => {
    const { keys, headers, kid } = await signed();
    const other = await signed();
    expect(await verifyValue(keys, VALUE, {})).toBe('unsigned');
    expect(await verifyValue(keys, VALUE, { 'rescind-kid': kid })).toBe('unsigned');
    expect(await verifyValue(other.keys, VALUE, headers)).toBe('unknown-key');
  });

  it('refuses every other text of a valid signature', async () => {
    const { keys, headers } = await signed();
    const text = headers['rescind-signature'];
    // 64 bytes leave four unused bits in the last character: fifteen more texts decode to the same bytes elsewhere.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(text.slice(-1));
    const twins = Array.from(
      { length: 15 },
      (_, bits) => text.slice(0, -1) + alphabet.charAt(last + bits + 1),
    );
    for (const twin of [`${text}==`, `${text} `, `${text}A`, '', text.slice(1), ...twins]) {
      expect(await verifyValue(keys, VALUE, { ...headers, 'rescind-signature': twin })).toBe('bad-signature');
    }
  });

  it("refuses a signature by another key under this key's kid", async () => {
    const { keys, kid } = await signed();
    const forger = await signed();
    expect(await verifyValue(keys, VALUE, { ...forger.headers, 'rescind-kid': kid })).toBe('bad-signature');
  });
});

describe('importVerificationKeys', () => {
  it('skips keys of another sort, as RFC 7517 section 5 says', async () => {
    const { publicJwk } = await signed();
    const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB', kid: 'rsa' };
    const keys = await importVerificationKeys({
      keys: [rsa, null, 'x', { ...publicJwk, x: 'short' }, publicJwk],
    });
    expect([...keys.keys()]).toEqual([publicJwk.kid]);
  });

  it.each([[null], [{}], [{ keys: 'x' }], ['{}']])('refuses %j, which is no JWKS', async (set) => {
    await expect(importVerificationKeys(set)).rejects.toMatchObject({ code: 'INVALID_KEYS' });
  });

  it('refuses two keys under one kid: which of them verifies would depend on their order', async () => {
    const one = await signed();
    const two = await signed();
    const keys = [one.publicJwk, { ...two.publicJwk, kid: one.kid }];
    await expect(importVerificationKeys({ keys })).rejects.toMatchObject({ code: 'INVALID_KEYS' });
  });
});

describe('importSigningKey', () => {
  it('never repeats the key in its error', async () => {
    const { privateJwk } = await signed();
    const broken = { ...privateJwk, crv: privateJwk.d };
    const error: unknown = await importSigningKey(broken).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'INVALID_KEYS' });
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain(privateJwk.d);
  });
});
