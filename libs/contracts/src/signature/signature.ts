import { fromBase64Url, toBase64Url } from '../encoding/base64url.js';
import { SIGNATURE_HEADER, SIGNATURE_KID_HEADER } from '../envelope/envelope.js';
import { signEd25519, verifyEd25519 } from './ed25519.js';
import type { VerificationKeys } from './keys.js';
import { SIGNATURE_BYTES, type WebCryptoKey } from './web-crypto.js';

/** The headers of a signed record. */
export interface SignatureHeaders extends Readonly<Record<string, string>> {
  readonly [SIGNATURE_HEADER]: string;
  readonly [SIGNATURE_KID_HEADER]: string;
}

/** The result of checking a record's signature. */
export type SignatureVerdict = 'valid' | 'bad-signature' | 'unknown-key' | 'unsigned';

/**
 * Signs the exact UTF-8 bytes of a record's value (Ed25519, RFC 8032), and returns the headers to append the record with.
 * @example
 * const headers = await signValue(privateKey, kid, value);
 */
export async function signValue(
  privateKey: WebCryptoKey,
  kid: string,
  value: string,
): Promise<SignatureHeaders> {
  const signature = await signEd25519(privateKey, new TextEncoder().encode(value));
  return { [SIGNATURE_HEADER]: toBase64Url(signature), [SIGNATURE_KID_HEADER]: kid };
}

/**
 * Checks a record's signature over the exact bytes of its value. Never throws: a malformed signature counts as `bad-signature`.
 * Trust the record only if the result is `valid`.
 */
export async function verifyValue(
  keys: VerificationKeys,
  value: string,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<SignatureVerdict> {
  const text = headers[SIGNATURE_HEADER];
  const kid = headers[SIGNATURE_KID_HEADER];
  if (text === undefined || kid === undefined) return 'unsigned';
  const key = keys.get(kid);
  if (key === undefined) return 'unknown-key';
  const signature = fromBase64Url(text);
  if (signature?.length !== SIGNATURE_BYTES) return 'bad-signature';
  try {
    const valid = await verifyEd25519(key, signature, new TextEncoder().encode(value));
    return valid ? 'valid' : 'bad-signature';
  } catch {
    return 'bad-signature';
  }
}
