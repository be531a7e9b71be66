import {
  generateSigningKey,
  importSigningKey,
  importVerificationKeys,
  type PrivateJwk,
  type PublicJwk,
  type SignatureVerdict,
  type SigningKey,
  type VerificationKeys,
  verifyValue,
} from '#contracts';
import { SingleFlight } from '#async';
import type { CredentialStore } from '../credentials/index.js';
import type { KeyRing, Sealed } from '../crypto/key-ring.js';

/** What a platform key signs. */
export type PlatformKeyPurpose = 'decisions' | 'snapshots';

/** The parts of a record that its signature is about. */
export interface SignedRecord {
  readonly value: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** A key that signs, and its public half. */
export interface PlatformSigner extends SigningKey {
  readonly publicJwk: PublicJwk;
}

/**
 * The platform's Ed25519 keys. The private halves are sealed in the credential store; every process of a deployment
 * finds the same ones, and the first process makes them.
 */
export class PlatformKeys {
  private cached: VerificationKeys | null = null;
  /** Many records of one unknown `kid` cost one look into the store. */
  private readonly published = new SingleFlight(() => this.jwks().then(importVerificationKeys));

  constructor(
    private readonly store: CredentialStore,
    private readonly ring: KeyRing,
  ) {}

  /** The signer of a purpose. Made where there is none; processes that make one at the same time end up with the same. */
  async signer(purpose: PlatformKeyPurpose): Promise<PlatformSigner> {
    const alias = `${purpose}-1`;
    const existing = await this.store.findByAlias('platform-key', PLATFORM_OWNER, alias);
    const stored = existing ?? (await this.create(purpose, alias));
    const { publicJwk, sealed } = stored.data as unknown as StoredPlatformKey;
    const privateJwk = JSON.parse(this.ring.open(sealed, `platform-key/${stored.id}`)) as PrivateJwk;
    return { ...(await importSigningKey(privateJwk)), publicJwk };
  }

  /** The public keys of all purposes, as a JWK Set (RFC 7517 section 5). */
  async jwks(): Promise<{ keys: PublicJwk[] }> {
    const stored = await this.store.list('platform-key', PLATFORM_OWNER);
    return { keys: stored.map((credential) => (credential.data as unknown as StoredPlatformKey).publicJwk) };
  }

  /** The same keys, imported for verification. Read from the store again where `refresh` is set, e.g. after an unknown `kid`. */
  async verificationKeys(refresh = false): Promise<VerificationKeys> {
    if (this.cached === null || refresh) this.cached = await this.published.run();
    return this.cached;
  }

  /** Checks a record's signature. Where its `kid` is unknown, the keys are read again once: another process may have made a new one. */
  async verify({ value, headers }: SignedRecord): Promise<SignatureVerdict> {
    const verdict = await verifyValue(await this.verificationKeys(), value, headers);
    return verdict === 'unknown-key'
      ? verifyValue(await this.verificationKeys(true), value, headers)
      : verdict;
  }

  /** Whether a record was signed by the platform, and not changed since. */
  async isGenuine(record: SignedRecord): Promise<boolean> {
    return (await this.verify(record)) === 'valid';
  }

  private async create(purpose: PlatformKeyPurpose, alias: string) {
    const { kid, publicJwk, privateJwk } = await generateSigningKey();
    const sealed = this.ring.seal(JSON.stringify(privateJwk), `platform-key/${kid}`);
    const data = { purpose, publicJwk, sealed };
    return this.store.putIfAbsent({ kind: 'platform-key', id: kid, orgId: PLATFORM_OWNER, alias, data });
  }
}

/** Owner of what belongs to no organisation; not a valid organisation id. */
const PLATFORM_OWNER = '*platform';

interface StoredPlatformKey {
  readonly purpose: PlatformKeyPurpose;
  readonly publicJwk: PublicJwk;
  readonly sealed: Sealed;
}
