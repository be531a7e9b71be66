import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { JwkSet } from '../jose/jwk.js';
import type { IssuerOptions } from '../options/issuer.options.js';
import type { SignatureAlgorithm } from '../jose/algorithms.js';

/** A test issuer's key. */
export interface TestKey {
  readonly kid: string;
  readonly alg: SignatureAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Makes a real key pair. */
export async function makeKey(alg: SignatureAlgorithm, kid = `${alg}-1`): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return { kid, alg, privateKey, publicJwk };
}

/** The JWK Set of some keys. */
export function jwksOf(...keys: readonly TestKey[]): JwkSet {
  return { keys: keys.map((key) => ({ ...key.publicJwk })) };
}

/** Where test tokens come from and what they are for. */
export const ISSUER = 'https://id.test/o/acme';
export const AUDIENCE = 'https://api.test';

/** Claims of a plain token of our own issuer, `issuedAt` in whole seconds. */
export function ownClaims(issuedAt: number, claims: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'user-1',
    client_id: 'app-1',
    jti: 'token-1',
    scope: 'orders:read orders:write',
    iat: issuedAt,
    exp: issuedAt + 3600,
    ...claims,
  };
}

/** Signs claims as an RFC 9068 token; `header` overrides. Claims that are `undefined` are left out. */
export function sign(
  key: TestKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** Options of our own issuer with these keys at hand. */
export function ownIssuer(keys: readonly TestKey[], options: Partial<IssuerOptions> = {}): IssuerOptions {
  const algorithms = [...new Set(keys.map((key) => key.alg))];
  return { issuer: ISSUER, audience: AUDIENCE, jwks: jwksOf(...keys), own: true, algorithms, ...options };
}
