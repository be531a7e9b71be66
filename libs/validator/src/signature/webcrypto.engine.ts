import { compactVerify, importJWK } from 'jose';
import type { PublicJwk } from '../jose/jwk.js';
import type { CompactParts } from '../token/compact.js';
import type { SignatureAlgorithm } from '../jose/algorithms.js';
import type { KeyMaterial, SignatureEngine } from './signature-engine.js';

type Imported = Awaited<ReturnType<typeof importJWK>>;

/** Checks with jose on WebCrypto: every runtime with `fetch` has it, and it works off the event loop. */
export const webcryptoEngine: SignatureEngine = {
  synchronous: false,
  import: (jwk) => new WebKeyMaterial(jwk),
};

class WebKeyMaterial implements KeyMaterial {
  readonly #imported = new Map<SignatureAlgorithm, Promise<Imported>>();

  constructor(private readonly jwk: PublicJwk) {}

  async check(alg: SignatureAlgorithm, parts: CompactParts): Promise<boolean> {
    try {
      const key = await this.#import(alg);
      await compactVerify(`${parts.signingInput}.${parts.signature}`, key, { algorithms: [alg] });
      return true;
    } catch {
      return false;
    }
  }

  #import(alg: SignatureAlgorithm): Promise<Imported> {
    const known = this.#imported.get(alg);
    if (known !== undefined) return known;
    const importing = Promise.resolve(importJWK({ ...this.jwk }, alg));
    this.#imported.set(alg, importing);
    return importing;
  }
}
