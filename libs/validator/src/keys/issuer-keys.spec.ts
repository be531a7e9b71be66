import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JwkSet } from '../jose/jwk.js';
import type { ValidatorOptions } from '../options/validator.options.js';
import { stateSource } from '../sources/state.source.js';
import { emptyRevocationState, fold } from '#domain';
import { TestClocks } from '../testing/clocks.js';
import { outcome } from '../testing/in-process.js';
import { ISSUER, jwksOf, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../testing/tokens.js';
import { until } from '../testing/until.js';
import { createValidator } from '../validator.js';

/** A JWKS endpoint that counts; `null`: it is down. */
class Endpoint {
  served: JwkSet | null;
  fetches = 0;
  readonly urls = new Set<string>();

  constructor(served: JwkSet | null) {
    this.served = served;
  }

  readonly fetch: typeof fetch = (url) => {
    this.fetches += 1;
    this.urls.add(url instanceof Request ? url.url : String(url));
    const { served } = this;
    return served === null ? Promise.reject(new TypeError('down')) : Promise.resolve(Response.json(served));
  };
}

let first: TestKey;
let second: TestKey;
let clocks: TestClocks;
beforeAll(async () => {
  first = await makeKey('ES256', 'first');
  second = await makeKey('ES256', 'second');
});
beforeEach(() => {
  clocks = new TestClocks();
});

function start(endpoint: Endpoint, options: Partial<ValidatorOptions> = {}) {
  const state = emptyRevocationState();
  let rotated: (iss: string) => void = () => undefined;
  const validator = createValidator({
    issuers: [ownIssuer([first, second], { jwks: undefined, jwksUri: 'https://id.test/jwks' })],
    source: stateSource({
      state: () => state,
      knownAsOf: () => clocks.monotonicMs,
      onSigningKeysChanged: (listener) => {
        rotated = listener;
        return () => undefined;
      },
    }),
    clock: clocks.clock,
    monotonic: clocks.monotonic,
    fetch: endpoint.fetch,
    ...options,
  });
  const token = (key: TestKey, header = {}) => sign(key, ownClaims(clocks.seconds), header);
  return {
    validator,
    state,
    token,
    rotated: () => {
      rotated(ISSUER);
    },
  };
}

describe('the keys of an issuer', () => {
  it('are fetched once, when the first token comes, by however many at a time', async () => {
    const endpoint = new Endpoint(jwksOf(first));
    const { validator, token } = start(endpoint);
    const text = await token(first);
    expect(await Promise.all([1, 2, 3, 4].map(() => outcome(validator, text)))).toEqual(
      Array(4).fill('accepted'),
    );
    expect(endpoint.fetches).toBe(1);
  });

  it('are fetched at most once in 30 s for unknown ones, however many come', async () => {
    const endpoint = new Endpoint(jwksOf(first));
    const { validator, token } = start(endpoint);
    await outcome(validator, await token(first));
    for (let flood = 0; flood < 300; flood++) {
      expect(await outcome(validator, await token(second, { kid: `random-${String(flood)}` }))).toBe(
        'KEY_UNKNOWN',
      );
      clocks.pass(99);
    }
    expect(endpoint.fetches).toBe(2);
    clocks.pass(30_000);
    await outcome(validator, await token(second, { kid: 'one more' }));
    expect(endpoint.fetches).toBe(3);
  });

  it('are not fetched more often because fetching fails', async () => {
    const endpoint = new Endpoint(jwksOf(first));
    const { validator, token } = start(endpoint);
    expect(await outcome(validator, await token(first))).toBe('accepted');
    endpoint.served = null;
    for (let flood = 0; flood < 50; flood++)
      await outcome(validator, await token(second, { kid: `random-${String(flood)}` }));
    expect(endpoint.fetches).toBe(2);
    expect(await outcome(validator, await token(first))).toBe('accepted');
  });

  it('are tried again with growing pauses while none could be had', async () => {
    const endpoint = new Endpoint(null);
    const { validator, token } = start(endpoint);
    const text = await token(first);
    for (let call = 0; call < 20; call++) expect(await outcome(validator, text)).toBe('KEYS_UNAVAILABLE');
    expect(endpoint.fetches).toBe(1);
    clocks.pass(1_000);
    await outcome(validator, text);
    clocks.pass(1_999);
    await outcome(validator, text);
    expect(endpoint.fetches).toBe(2);
    endpoint.served = jwksOf(first);
    clocks.pass(1);
    expect(await outcome(validator, text)).toBe('accepted');
  });

  it('are fetched at once after a signing-key event, in spite of the limit', async () => {
    const endpoint = new Endpoint(jwksOf(first));
    const { validator, token, rotated } = start(endpoint);
    await outcome(validator, await token(first));
    const fresh = await token(second);
    expect(await outcome(validator, fresh)).toBe('KEY_UNKNOWN');
    endpoint.served = jwksOf(first, second);
    expect(await outcome(validator, fresh)).toBe('KEY_UNKNOWN');
    rotated();
    expect(await outcome(validator, fresh)).toBe('accepted');
    expect(endpoint.fetches).toBe(3);
  });

  it('that left the set stop counting, for tokens that were seen, too', async () => {
    const endpoint = new Endpoint(jwksOf(first, second));
    const { validator, token } = start(endpoint);
    const old = await token(first);
    expect(await outcome(validator, old)).toBe('accepted');
    endpoint.served = jwksOf(second);
    clocks.pass(300_000);
    expect(await outcome(validator, await token(second))).toBe('accepted');
    await until('the set was read again', async () => (await outcome(validator, old)) === 'KEY_UNKNOWN');
  });

  it('that were denied stay denied, although the endpoint still serves them', async () => {
    const endpoint = new Endpoint(jwksOf(first, second));
    const { validator, state, token, rotated } = start(endpoint);
    const old = await token(first);
    expect(await outcome(validator, old)).toBe('accepted');
    const effects = [{ effect: 'denyKid', iss: ISSUER, kid: 'first' } as const];
    fold(state, {
      position: { generation: 'g', offset: 0 },
      appendedAtMs: clocks.wallMs,
      effects,
      keepUntilMs: null,
    });
    rotated();
    expect(await outcome(validator, await token(second))).toBe('accepted');
    expect(await outcome(validator, old)).toBe('key-revoked');
    expect(await outcome(validator, await sign(first, ownClaims(clocks.seconds, { jti: 'new' })))).toBe(
      'key-revoked',
    );
  });

  it('come from the configured address and nowhere else, whatever a token says', async () => {
    const endpoint = new Endpoint(jwksOf(first));
    const { validator, token } = start(endpoint);
    const evil = await makeKey('ES256', 'evil');
    const bait = {
      jku: 'https://evil.test/jwks',
      x5u: 'https://evil.test/x5u',
      jwk: evil.publicJwk,
      x5c: ['AAAA'],
    };
    expect(await outcome(validator, await token(evil, bait))).toBe('KEY_UNKNOWN');
    expect(await outcome(validator, await token(evil, { ...bait, kid: 'first' }))).toBe('SIGNATURE_INVALID');
    expect(await outcome(validator, await token(first, bait))).toBe('accepted');
    expect([...endpoint.urls]).toEqual(['https://id.test/jwks']);
  });

  it.each([
    ['a symmetric key', { kty: 'oct', k: 'AAAA', kid: 'first' }],
    ['a key for encryption', { use: 'enc' }],
    ['a key that may only sign', { key_ops: ['sign'] }],
    ['a key for another algorithm', { alg: 'ES384' }],
    ['a curve of another algorithm', { crv: 'P-384' }],
    ['a point that is not on the curve', { x: 'AAAA' }],
  ])('leave out %s', async (_name, change) => {
    const endpoint = new Endpoint({ keys: [{ ...first.publicJwk, ...change }] });
    const { validator, token } = start(endpoint);
    expect(['KEY_UNKNOWN', 'SIGNATURE_INVALID']).toContain(await outcome(validator, await token(first)));
  });

  it('leave out an RSA key of 1024 bits', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const { signatureKeys } = await import('../jose/jwk.js');
    expect(signatureKeys({ keys: [{ ...weak, kid: 'weak' }] })).toEqual([]);
    expect(signatureKeys(jwksOf(await makeKey('RS256')))).toHaveLength(1);
  });
});
