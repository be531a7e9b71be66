import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import { importJWK, jwtVerify } from 'jose';
import { DEFAULT_MAX_LIFETIME_MS, type RevocationState } from '#domain';
import { createValidator, type RevocationSource } from '#validator';
import { AUDIENCE, ISSUER, type TokenSet } from './tokens.ts';

/** A way to verify tokens; rejects or throws for a bad one. */
export interface Peer {
  readonly name: string;
  /** Whether it caches tokens that it has verified. */
  readonly remembers: boolean;
  verify(token: string): unknown;
  close(): Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/** A source that delivers one snapshot and nothing more. */
function snapshotOnly(state: RevocationState): RevocationSource {
  return {
    start(sink) {
      sink.adopt({ state, position: state.position, maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS });
      sink.complete(state.position, sink.monotonic());
      return nothing();
    },
    close: nothing,
  };
}

/** Ours, with every revocation loaded; without `remember` every token is a new one. */
export function rescind(set: TokenSet, state: RevocationState, remember: boolean): Peer {
  const validator = createValidator({
    issuers: [
      {
        issuer: ISSUER,
        audience: AUDIENCE,
        jwks: { keys: [{ ...set.jwk }] },
        algorithms: [set.alg],
        own: true,
      },
    ],
    source: snapshotOnly(state),
    maxStalenessMs: 3_600_000,
    cacheSize: remember ? 10_000 : 0,
  });
  return {
    name: 'rescind',
    remembers: remember,
    verify: (token) => validator.verify(token),
    close: () => validator.close(),
  };
}

/** jose, with the same claims checked. */
export async function jose(set: TokenSet): Promise<Peer> {
  const key = await importJWK(set.jwk, set.alg);
  const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: [set.alg], typ: 'at+jwt' };
  return {
    name: 'jose',
    remembers: false,
    verify: (token) => jwtVerify(token, key, options),
    close: nothing,
  };
}

/** fast-jwt, with the same claims checked, with or without its cache of verified tokens. */
export function fastJwt(set: TokenSet, cache: boolean): Peer {
  const key = createPublicKey({ key: { ...set.jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const options = {
    key,
    algorithms: [set.alg],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    checkTyp: 'at+jwt',
  };
  const verify = createVerifier({ ...options, cache: cache ? 10_000 : false });
  return { name: cache ? 'fast-jwt-cache' : 'fast-jwt', remembers: cache, verify, close: nothing };
}

/** The bare signature check: the lower bound for whatever checks signatures. */
export function nodeCrypto(set: TokenSet): Peer {
  const key = createPublicKey({ key: { ...set.jwk }, format: 'jwk' });
  const digest = set.alg === 'EdDSA' ? null : 'sha256';
  const verify = (token: string): boolean => {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    const valid = verifySignature(
      digest,
      Buffer.from(token.slice(0, end)),
      { key, dsaEncoding: 'ieee-p1363' },
      signature,
    );
    if (!valid) throw new Error('bad signature');
    return valid;
  };
  return { name: 'node-crypto', remembers: false, verify, close: nothing };
}
