import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { PublicSigningKey } from '#domain';
import type { CredentialStore } from '../credentials/index.js';
import type { KeyRing, Sealed } from '../crypto/key-ring.js';

/** Algorithms that an organisation's issuer may sign with. RFC 9068 section 2.1 asks for RS256. */
export type IssuerAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/** Signing keys of the organisations' issuers; private halves sealed in the credential store. */
export class IssuerKeys {
  constructor(
    private readonly store: CredentialStore,
    private readonly ring: KeyRing,
    private readonly algorithm: IssuerAlgorithm = 'RS256',
  ) {}

  /** Makes and stores a key pair. A fact announces the key afterwards; until then nothing is signed with it. */
  async create(orgId: string): Promise<PublicSigningKey> {
    const { publicKey, privateKey } = await generateKeyPair(this.algorithm, { extractable: true });
    const publicJwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    const sealed = this.ring.seal(JSON.stringify(await exportJWK(privateKey)), context(orgId, kid));
    await this.store.putIfAbsent({
      kind: 'signing-key',
      id: kid,
      orgId,
      alias: null,
      data: { alg: this.algorithm, sealed },
    });
    const jwk = { ...(publicJwk as Record<string, string>), kid, alg: this.algorithm, use: 'sig' };
    return { kid, alg: this.algorithm, jwk };
  }

  /** The private JWK of a key, decrypted; `null` where the credential store doesn't have it for this organisation. */
  async privateJwk(orgId: string, kid: string): Promise<JWK | null> {
    const stored = await this.store.get('signing-key', kid);
    if (stored?.orgId !== orgId) return null;
    const { alg, sealed } = stored.data as { alg: string; sealed: Sealed };
    return { ...(JSON.parse(this.ring.open(sealed, context(orgId, kid))) as JWK), kid, alg, use: 'sig' };
  }
}

function context(orgId: string, kid: string): string {
  return `signing-key/${orgId}/${kid}`;
}
