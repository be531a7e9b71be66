import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SignatureAlgorithm } from '../jose/algorithms.js';
import { InProcess, outcome } from '../testing/in-process.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../testing/tokens.js';

const ALGS: readonly SignatureAlgorithm[] = ['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Order of the curves' groups (SEC 2), for the twin signature (r, n − s). */
const ORDERS: Partial<Record<SignatureAlgorithm, bigint>> = {
  ES256: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  ES384: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** Other texts that a lenient reader takes for the same token. */
const MUTANTS: Record<string, (token: string, alg: SignatureAlgorithm) => string> = {
  'padding appended': (token) => `${token}==`,
  'a space in the signature': (token) => `${token.slice(0, -5)} ${token.slice(-5)}`,
  'a newline in the signature': (token) => `${token.slice(0, -5)}\n${token.slice(-5)}`,
  'a trailing tab': (token) => `${token}\t`,
  'flipped unused bits': flipUnusedBits,
  'the standard alphabet': (token) => `${token.slice(0, -3)}+/${token.slice(-1)}`,
  'the twin signature': twinSignature,
  'a fourth part': (token) => `${token}.`,
};

function flipUnusedBits(token: string): string {
  const last = ALPHABET.indexOf(token.slice(-1));
  return token.slice(0, -1) + (ALPHABET[last ^ 1] ?? '');
}

/** (r, n − s) is valid where (r, s) is; for the other algorithms, the last byte is changed. */
function twinSignature(token: string, alg: SignatureAlgorithm): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const order = ORDERS[alg];
  if (order === undefined) bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  else {
    const half = bytes.length / 2;
    const s = BigInt(`0x${bytes.subarray(half).toString('hex')}`);
    bytes.write((order - s).toString(16).padStart(half * 2, '0'), half, 'hex');
  }
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

describe.each(ALGS)('a revoked %s token', (alg) => {
  let key: TestKey;
  let edge: InProcess;
  let token: string;

  beforeAll(async () => {
    key = await makeKey(alg);
    edge = new InProcess({ issuers: [ownIssuer([key])] });
    token = await sign(key, ownClaims(edge.clocks.seconds, { jti: `t-${alg}` }));
    expect(await outcome(edge.validator, token)).toBe('accepted');
    edge.record({ effect: 'deny', iss: ISSUER, jti: `t-${alg}` });
  });
  afterAll(() => edge.validator.close());

  it('is refused as it is', async () => {
    expect(await outcome(edge.validator, token)).toBe('token-revoked');
  });

  it.each(Object.entries(MUTANTS))('is refused with %s', async (_name, mutate) => {
    const mutant = mutate(token, alg);
    expect(mutant).not.toBe(token);
    expect(await outcome(edge.validator, mutant)).not.toBe('accepted');
  });
});

describe('the twin of an ECDSA signature', () => {
  it.each(['ES256', 'ES384'] as const)(
    'passes as %s before the revocation and is named by its jti after it',
    async (alg) => {
      const key = await makeKey(alg);
      const edge = new InProcess({ issuers: [ownIssuer([key])] });
      const twin = twinSignature(await sign(key, ownClaims(edge.clocks.seconds)), alg);
      expect(await outcome(edge.validator, twin)).toBe('accepted');
      edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
      expect(await outcome(edge.validator, twin)).toBe('token-revoked');
      await edge.validator.close();
    },
  );
});
