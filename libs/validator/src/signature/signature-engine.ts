import type { PublicJwk } from '../jose/jwk.js';
import type { CompactParts } from '../token/compact.js';
import type { SignatureAlgorithm } from '../jose/algorithms.js';

/** A key ready to check signatures with. */
export interface KeyMaterial {
  /**
   * Whether the signature is this key's. Never throws or rejects: what can't be checked isn't valid.
   * The caller has made sure that the algorithm fits the key.
   */
  check(alg: SignatureAlgorithm, parts: CompactParts): boolean | Promise<boolean>;
}

/** A way to check signatures. */
export interface SignatureEngine {
  /** Whether {@link KeyMaterial.check} answers without a promise. */
  readonly synchronous: boolean;
  /** `null`: not a key that this runtime can use. */
  import(jwk: PublicJwk): KeyMaterial | null;
}
