import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** A password's scrypt hash with its parameters (RFC 7914). */
export interface PasswordHash {
  readonly alg: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: string;
  readonly hash: string;
}

const PARAMETERS = { n: 32_768, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

/** Hashes a password with a salt of its own. Takes tens of milliseconds, off the event loop. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, PARAMETERS);
  return { alg: 'scrypt', ...PARAMETERS, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
}

/** Whether the password has that hash. `null`: no such user; takes as long as a real check, and resolves to `false`. */
export async function verifyPassword(password: string, stored: PasswordHash | null): Promise<boolean> {
  const salt = stored === null ? Buffer.alloc(16) : Buffer.from(stored.salt, 'base64url');
  const hash = await derive(password, salt, stored ?? PARAMETERS);
  const expected = stored === null ? Buffer.alloc(KEY_BYTES, 1) : Buffer.from(stored.hash, 'base64url');
  return expected.length === hash.length && timingSafeEqual(hash, expected) && stored !== null;
}

function derive(password: string, salt: Buffer, cost: { n: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: cost.n, r: cost.r, p: cost.p, maxmem: 256 * cost.n * cost.r };
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
