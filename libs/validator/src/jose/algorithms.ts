/** What a signature algorithm (RFC 7518 section 3.1, RFC 8037, RFC 9864) needs of its key, and how it is checked. */
export interface AlgorithmSpec {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv: string | null;
  /** Digest name of node:crypto; `null`: the algorithm has its own. */
  readonly digest: 'sha256' | 'sha384' | 'sha512' | null;
  readonly pss: boolean;
  /** Exact signature length, bytes; `null`: as long as the modulus. */
  readonly signatureBytes: number | null;
}

const rsa = (digest: AlgorithmSpec['digest'], pss: boolean): AlgorithmSpec => ({
  kty: 'RSA',
  crv: null,
  digest,
  pss,
  signatureBytes: null,
});
const ec = (crv: string, digest: AlgorithmSpec['digest'], signatureBytes: number): AlgorithmSpec => ({
  kty: 'EC',
  crv,
  digest,
  pss: false,
  signatureBytes,
});
const ed25519: AlgorithmSpec = { kty: 'OKP', crv: 'Ed25519', digest: null, pss: false, signatureBytes: 64 };

/** Every algorithm that can be pinned. Neither `none` nor a symmetric one is among them, so neither can be configured. */
export const ALGORITHMS = {
  RS256: rsa('sha256', false),
  RS384: rsa('sha384', false),
  RS512: rsa('sha512', false),
  PS256: rsa('sha256', true),
  PS384: rsa('sha384', true),
  PS512: rsa('sha512', true),
  ES256: ec('P-256', 'sha256', 64),
  ES384: ec('P-384', 'sha384', 96),
  ES512: ec('P-521', 'sha512', 132),
  EdDSA: ed25519,
  Ed25519: ed25519,
} as const satisfies Record<string, AlgorithmSpec>;

/**
 * A signature algorithm that an issuer can be pinned to.
 *
 * @example
 * ```ts
 * import type { SignatureAlgorithm } from '@rescind/validator';
 *
 * export const algorithms: readonly SignatureAlgorithm[] = ['ES256', 'EdDSA'];
 * ```
 */
export type SignatureAlgorithm = keyof typeof ALGORITHMS;

/** Accepted where an issuer's options name none: asymmetric ones only. The key then decides, see `keys/jwk.ts`. */
export const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
];

/** Whether the name is one that can be pinned. */
export function isSignatureAlgorithm(name: unknown): name is SignatureAlgorithm {
  return typeof name === 'string' && Object.hasOwn(ALGORITHMS, name);
}
