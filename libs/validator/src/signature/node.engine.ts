import type * as NodeCrypto from 'node:crypto';
import type { PublicJwk } from '../jose/jwk.js';
import { decodeBase64url } from '../jose/base64url.js';
import type { CompactParts } from '../token/compact.js';
import { ALGORITHMS, type SignatureAlgorithm } from '../jose/algorithms.js';
import type { KeyMaterial, SignatureEngine } from './signature-engine.js';

type Crypto = typeof NodeCrypto;

/** Runtimes with Node's built-in modules hand them out synchronously, without an import that others would stumble over. */
interface HostProcess {
  getBuiltinModule?(name: 'node:crypto'): Crypto | undefined;
}

/** Checks synchronously with node:crypto: no promise, no thread hop. `null` where the runtime has none. */
export function nodeEngine(): SignatureEngine | null {
  const host = (globalThis as { readonly process?: HostProcess }).process;
  const crypto = host?.getBuiltinModule?.('node:crypto');
  if (crypto === undefined) return null;
  return { synchronous: true, import: (jwk) => importKey(crypto, jwk) };
}

function importKey(crypto: Crypto, jwk: PublicJwk): KeyMaterial | null {
  try {
    const key = crypto.createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return { check: (alg, parts) => checkWith(crypto, key, alg, parts) };
  } catch {
    return null;
  }
}

function checkWith(
  crypto: Crypto,
  key: NodeCrypto.KeyObject,
  alg: SignatureAlgorithm,
  parts: CompactParts,
): boolean {
  const { digest, pss, kty, signatureBytes } = ALGORITHMS[alg];
  const signature = decodeBase64url(parts.signature);
  if (signatureBytes !== null && signature.length !== signatureBytes) return false;
  const input = new TextEncoder().encode(parts.signingInput);
  try {
    if (kty === 'EC') return crypto.verify(digest, input, { key, dsaEncoding: 'ieee-p1363' }, signature);
    if (!pss) return crypto.verify(digest, input, key, signature);
    const { RSA_PKCS1_PSS_PADDING: padding, RSA_PSS_SALTLEN_DIGEST: saltLength } = crypto.constants;
    return crypto.verify(digest, input, { key, padding, saltLength }, signature);
  } catch {
    return false;
  }
}
