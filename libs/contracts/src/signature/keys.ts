import { ContractError } from '../contract.errors.js';
import { fromBase64Url } from '../encoding/base64url.js';
import { isIdentifier, isJsonObject } from '../encoding/fields.js';
import { importEd25519 } from './ed25519.js';
import { ed25519Thumbprint } from './thumbprint.js';
import { ED25519, type WebCryptoKey } from './web-crypto.js';

/** The public half of a signing key, as it is served in a JWKS (RFC 7517, RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** The private half. Store it only encrypted, in the credential store. Never put it into a log, a fact or a message. */
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}

/** Public keys by `kid`. */
export type VerificationKeys = ReadonlyMap<string, WebCryptoKey>;

/** A private key, and the `kid` under which its public key is published. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: WebCryptoKey;
}

const MAX_KEYS = 100;

/**
 * Makes an Ed25519 key pair; its `kid` is the RFC 7638 thumbprint.
 * @example
 * const { kid, publicJwk, privateJwk } = await generateSigningKey();
 */
export async function generateSigningKey(): Promise<{
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateJwk: PrivateJwk;
}> {
  const pair = await crypto.subtle.generateKey(ED25519, true, ['sign', 'verify']);
  if (!('privateKey' in pair))
    throw new ContractError('INVALID_KEYS', 'This runtime made no Ed25519 key pair');
  const { x, d } = await crypto.subtle.exportKey('jwk', pair.privateKey);
  if (x === undefined || d === undefined)
    throw new ContractError('INVALID_KEYS', 'An Ed25519 key could not be exported');
  const kid = await ed25519Thumbprint(x);
  const common = { kty: 'OKP', crv: ED25519, x, kid, use: 'sig', alg: 'EdDSA' } as const;
  return { kid, publicJwk: common, privateJwk: { ...common, d } };
}

/**
 * Imports a private JWK; the resulting key can't be exported. Without a `kid`, its thumbprint is used.
 * @throws ContractError `INVALID_KEYS`
 */
export async function importSigningKey(jwk: unknown): Promise<SigningKey> {
  const publicPart = readPublicJwk(jwk);
  const d = isJsonObject(jwk) ? jwk['d'] : undefined;
  // The error has no cause, here and below, because the cause could contain the key.
  if (publicPart === null || !isKey32(d)) throw notAKey();
  const { kid, ...key } = publicPart;
  try {
    const privateKey = await importEd25519({ ...key, d });
    return { kid: kid ?? (await ed25519Thumbprint(key.x)), privateKey };
  } catch {
    throw notAKey();
  }
}

/**
 * Imports the Ed25519 keys of a JWKS. Keys of other kinds are skipped (RFC 7517 section 5). A key without a `kid` gets its
 * thumbprint as `kid`.
 * @throws ContractError `INVALID_KEYS` if the value isn't a JWKS, has too many keys, or has two keys with the same `kid`
 */
export async function importVerificationKeys(set: unknown): Promise<VerificationKeys> {
  const candidates = isJsonObject(set) ? set['keys'] : undefined;
  if (!Array.isArray(candidates)) throw new ContractError('INVALID_KEYS', 'Not a JWKS: keys: invalid');
  if (candidates.length > MAX_KEYS) {
    throw new ContractError('INVALID_KEYS', `Not a JWKS: more than ${String(MAX_KEYS)} keys`);
  }
  const keys = new Map<string, WebCryptoKey>();
  for (const candidate of candidates) {
    const jwk = readPublicJwk(candidate);
    if (jwk === null) continue;
    const { kid = await ed25519Thumbprint(jwk.x), ...key } = jwk;
    if (keys.has(kid)) throw new ContractError('INVALID_KEYS', 'Two keys of the JWKS have the same kid');
    keys.set(kid, await importEd25519(key));
  }
  return keys;
}

/** Reads the members that are needed; returns `null` if the value isn't an Ed25519 key. */
function readPublicJwk(
  value: unknown,
): (Pick<PublicJwk, 'kty' | 'crv' | 'x'> & { readonly kid?: string }) | null {
  if (!isJsonObject(value)) return null;
  const { kty, crv, x, kid } = value;
  if (kty !== 'OKP' || crv !== ED25519 || !isKey32(x)) return null;
  if (kid === undefined) return { kty, crv, x };
  return isIdentifier(kid) ? { kty, crv, x, kid } : null;
}

function isKey32(value: unknown): value is string {
  return typeof value === 'string' && fromBase64Url(value)?.length === 32;
}

function notAKey(): ContractError {
  return new ContractError('INVALID_KEYS', 'Not an Ed25519 key');
}
