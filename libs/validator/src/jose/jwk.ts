import { ALGORITHMS, type SignatureAlgorithm } from './algorithms.js';
import { decodeBase64url } from './base64url.js';

/**
 * A JWK Set (RFC 7517 section 5); members that aren't read are ignored.
 *
 * @example
 * ```ts
 * import type { JwkSet } from '@rescind/validator';
 *
 * export const kids = ({ keys }: JwkSet) => keys.map((key) => key['kid']);
 * ```
 */
export interface JwkSet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** The public members of a signature key (RFC 7517, RFC 7518 section 6, RFC 8037), nothing else. */
export interface PublicJwk {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly kid?: string;
  readonly alg?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
}

/** Most keys that are taken from one set. */
const MAX_KEYS = 100;
/** Shortest RSA modulus accepted (RFC 7518 section 3.3), bits. */
const MIN_RSA_BITS = 2048;

/** The keys of a set that can check signatures; others (encryption, symmetric, weak, malformed) are left out. */
export function signatureKeys(set: JwkSet): readonly PublicJwk[] {
  const keys: PublicJwk[] = [];
  for (const candidate of set.keys.slice(0, MAX_KEYS)) {
    const key = readJwk(candidate);
    if (key !== null) keys.push(key);
  }
  return keys;
}

/** Whether the algorithm is one for this key: its type, its curve, and the `alg` that it is meant for, if it says so. */
export function fits(key: PublicJwk, alg: SignatureAlgorithm): boolean {
  const spec = ALGORITHMS[alg];
  if (key.kty !== spec.kty || (spec.crv !== null && key.crv !== spec.crv)) return false;
  return key.alg === undefined || key.alg === alg || (isEd25519(key.alg) && isEd25519(alg));
}

/** `EdDSA` with this curve and `Ed25519` name one algorithm (RFC 9864 section 2.2). */
function isEd25519(alg: string): boolean {
  return alg === 'EdDSA' || alg === 'Ed25519';
}

function readJwk(candidate: unknown): PublicJwk | null {
  if (typeof candidate !== 'object' || candidate === null) return null;
  const jwk = candidate as Readonly<Record<string, unknown>>;
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') return null;
  if (Array.isArray(jwk['key_ops']) && !jwk['key_ops'].includes('verify')) return null;
  const material = readMaterial(jwk);
  if (material === null) return null;
  const { kid, alg } = jwk;
  return {
    ...material,
    ...(typeof kid === 'string' ? { kid } : {}),
    ...(typeof alg === 'string' ? { alg } : {}),
  };
}

function readMaterial(jwk: Readonly<Record<string, unknown>>): PublicJwk | null {
  const { kty, n, e, crv, x, y } = jwk;
  if (kty === 'RSA' && typeof n === 'string' && typeof e === 'string') {
    return rsaBits(n) < MIN_RSA_BITS ? null : { kty, n, e };
  }
  if (typeof crv !== 'string' || typeof x !== 'string') return null;
  if (kty === 'EC' && typeof y === 'string') return { kty, crv, x, y };
  return kty === 'OKP' ? { kty, crv, x } : null;
}

function rsaBits(n: string): number {
  const bytes = decodeBase64url(n);
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32((bytes[first] ?? 0) << 24);
}
