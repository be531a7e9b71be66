import type * as NodeCrypto from 'node:crypto';
import { ED25519, type WebCryptoKey } from './web-crypto.js';

/** Node and compatible runtimes return built-in modules synchronously. An import of `node:crypto` would fail in other runtimes. */
interface HostProcess {
  getBuiltinModule?(name: 'node:crypto'): typeof NodeCrypto | undefined;
}

/** An Ed25519 key as a JWK (RFC 8037 section 2); with `d` it is a private one. */
interface Ed25519Jwk {
  readonly kty: 'OKP';
  readonly crv: typeof ED25519;
  readonly x: string;
  readonly d?: string;
}

const nodeCrypto = (globalThis as { readonly process?: HostProcess }).process?.getBuiltinModule?.(
  'node:crypto',
);
/**
 * The imported keys in Node's own form. Signing with them takes microseconds; WebCrypto uses the thread pool, where it waits behind
 * password hashes and file reads.
 */
const keyObjects = new WeakMap<WebCryptoKey, NodeCrypto.KeyObject>();

/** Imports a JWK; the resulting key can't be exported. @throws the runtime's error if the JWK isn't a valid key */
export async function importEd25519(jwk: Ed25519Jwk): Promise<WebCryptoKey> {
  const isPrivate = jwk.d !== undefined;
  const key = await crypto.subtle.importKey('jwk', { ...jwk }, ED25519, false, [
    isPrivate ? 'sign' : 'verify',
  ]);
  if (nodeCrypto !== undefined) {
    const input = { key: { ...jwk }, format: 'jwk' } as const;
    keyObjects.set(key, isPrivate ? nodeCrypto.createPrivateKey(input) : nodeCrypto.createPublicKey(input));
  }
  return key;
}

/** Signs (RFC 8032), synchronously where the runtime can. */
export async function signEd25519(key: WebCryptoKey, data: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const keyObject = keyObjects.get(key);
  if (nodeCrypto !== undefined && keyObject !== undefined) return nodeCrypto.sign(null, data, keyObject);
  return new Uint8Array(await crypto.subtle.sign(ED25519, key, data));
}

/** Verifies a signature (RFC 8032), synchronously where the runtime can. */
export async function verifyEd25519(
  key: WebCryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const keyObject = keyObjects.get(key);
  if (nodeCrypto !== undefined && keyObject !== undefined)
    return nodeCrypto.verify(null, data, keyObject, signature);
  return crypto.subtle.verify(ED25519, key, signature, data);
}
