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

/** The private half. Belongs into the credential store, encrypted; never into a log, a fact or a message. */
export interface PrivateJwk extends PublicJwk {
  readonly d: string;
}

/** Public keys by `kid`. */
export type VerificationKeys = ReadonlyMap<string, WebCryptoKey>;

/** A private key, and the name that its signatures are published under. */
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
 * Makes a private JWK usable; the result can't be exported again. Without a `kid`, the thumbprint is taken.
 * @throws ContractError `INVALID_KEYS`
 */
export async function importSigningKey(jwk: unknown): Promise<SigningKey> {
  const publicPart = readPublicJwk(jwk);
  const d = isJsonObject(jwk) ? jwk['d'] : undefined;
  // No cause, here and below: it would carry the key.
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
 * Takes the Ed25519 keys from a JWKS; keys of another sort are skipped (RFC 7517 section 5). Without a `kid`, a key goes
 * by its thumbprint.
 * @throws ContractError `INVALID_KEYS` for what isn't a JWKS, or when two keys go by one `kid`
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
    if (keys.has(kid)) throw new ContractError('INVALID_KEYS', 'Two keys of the JWKS go by one kid');
    keys.set(kid, await importEd25519(key));
  }
  return keys;
}

/** The members that are needed; `null` for what isn't an Ed25519 key. */
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
