import { type KeyObject, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Algorithms that are compared. */
export const ALGS = ['RS256', 'ES256', 'EdDSA'] as const;
/** One of them. */
export type Alg = (typeof ALGS)[number];

/** The issuer and audience of every token. */
export const ISSUER = 'https://id.bench/o/acme';
export const AUDIENCE = 'https://api.bench';

/** Tokens of one algorithm, as bytes, from which every call makes a new string. */
export interface TokenSet {
  readonly alg: Alg;
  readonly publicKey: KeyObject | CryptoKey;
  readonly jwk: JWK;
  readonly tokens: readonly Buffer[];
}

/** Signs `count` access tokens like those of our issuer. */
export async function makeTokens(alg: Alg, count: number): Promise<TokenSet> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: `${alg}-key`, alg, use: 'sig' };
  const tokens: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    const claims = {
      sub: `user-${String(index % 500)}`,
      client_id: `app-${String(index % 50)}`,
      jti: randomUUID(),
      scope: 'orders:read orders:write',
      rpos: 'bench:100000',
      grant_id: randomUUID(),
    };
    const signing = new SignJWT(claims)
      .setProtectedHeader({ alg, typ: 'at+jwt', kid: jwk.kid })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1h');
    tokens.push(Buffer.from(await signing.sign(privateKey), 'latin1'));
  }
  return { alg, publicKey, jwk, tokens };
}
