import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** A sealed text can't be decrypted: it was sealed with another key-encryption key or for another context, or was changed. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code = 'SEAL_BROKEN';
  readonly retriable = false;
}

/** Something encrypted under the key-encryption key: AES-256-GCM, all parts base64url. */
export interface Sealed {
  readonly alg: 'A256GCM';
  readonly iv: string;
  readonly tag: string;
  readonly ciphertext: string;
}

const TAG_BYTES = 16;

/**
 * The keys that are derived from the configured key-encryption key (32 bytes), one per purpose by HKDF (RFC 5869): for encrypting private
 * keys at rest, hashing client secrets, MACs of positions, cookies.
 *
 * @example
 * const ring = new KeyRing(Buffer.alloc(32, 7));
 * ring.open(ring.seal('secret', 'signing-key/k1'), 'signing-key/k1'); // 'secret'
 */
export class KeyRing {
  private readonly sealing: Buffer;
  private readonly hashing: Buffer;
  private readonly positions: Buffer;
  private readonly digests: Buffer;

  constructor(private readonly keyEncryptionKey: Buffer) {
    if (keyEncryptionKey.length !== 32) throw new RangeError('The key-encryption key must be 32 bytes.');
    this.sealing = this.derive('seal');
    this.hashing = this.derive('secret-hash');
    this.positions = this.derive('position-mac');
    this.digests = this.derive('request-digest');
  }

  /** A 32-byte key for one purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.keyEncryptionKey, '', `rescind/${purpose}`, 32));
  }

  /** Encrypts; `context` is bound to the ciphertext and must be given again to open it. */
  seal(plaintext: string, context: string): Sealed {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealing, iv).setAAD(Buffer.from(context));
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    return {
      alg: 'A256GCM',
      iv: iv.toString('base64url'),
      tag: cipher.getAuthTag().toString('base64url'),
      ciphertext: ciphertext.toString('base64url'),
    };
  }

  /** Decrypts. @throws SealError when the key, the context or the ciphertext isn't the one that it was sealed with */
  open(sealed: Sealed, context: string): string {
    try {
      // Without this, Node accepts tags as short as 4 bytes, and those can be guessed.
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.sealing,
        Buffer.from(sealed.iv, 'base64url'),
        options,
      )
        .setAAD(Buffer.from(context))
        .setAuthTag(Buffer.from(sealed.tag, 'base64url'));
      return Buffer.concat([
        decipher.update(Buffer.from(sealed.ciphertext, 'base64url')),
        decipher.final(),
      ]).toString('utf8');
    } catch (cause) {
      throw new SealError(
        'A stored secret cannot be decrypted. Check that RESCIND_KEY_ENCRYPTION_KEY is the key that this data was created with.',
        { cause },
      );
    }
  }

  /** Hash of a generated or preset secret. Can't be attacked without the key-encryption key. */
  hashSecret(secret: string): string {
    return createHmac('sha256', this.hashing).update(secret).digest('base64url');
  }

  /** Whether the secret has that hash, in constant time. */
  verifySecret(secret: string, hash: string): boolean {
    return equalInConstantTime(this.hashSecret(secret), hash);
  }

  /** Digest of a request that may hold a secret. Keyed, so that nobody can guess the request from its digest. */
  digest(text: string): string {
    return createHmac('sha256', this.digests).update(text).digest('base64url');
  }

  /** MAC of a text that a client sends back to us, so that the client can't forge it. */
  mac(text: string): string {
    return createHmac('sha256', this.positions).update(text).digest().subarray(0, 12).toString('base64url');
  }

  /** Whether `mac` is what {@link mac} made of the text, in constant time. */
  isMacOf(text: string, mac: string): boolean {
    return equalInConstantTime(mac, this.mac(text));
  }
}

/** Compares two texts in a time that depends only on their lengths. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A new secret for a client or an edge: 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
