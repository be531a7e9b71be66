import { createHash, createHmac, hkdfSync } from 'node:crypto';

/** What is derived from the issuer's secret for one organisation. */
export interface IssuerSecrets {
  /** Signs cookies. */
  readonly cookieKey: string;
  /** The text of the refresh token that replaces the given one when it is rotated. It can't be computed without the secret. */
  successorOf(refreshToken: string): string;
}

/** Derives an organisation's secrets (HKDF-SHA256, RFC 5869). */
export function deriveSecrets(secret: Uint8Array, orgId: string): IssuerSecrets {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `rescind/issuer/${purpose}/${orgId}`, 32));
  const successorKey = derive('refresh-successor');
  return {
    cookieKey: derive('cookies').toString('base64url'),
    successorOf: (refreshToken) =>
      createHmac('sha256', successorKey).update(refreshToken).digest('base64url'),
  };
}

/** The key under which an object is stored. Where its id is a secret the key is a digest, so that a copy of the storage is of no use. */
export function storedId(model: string, id: string): string {
  // A grant's id is no secret: it is a claim of the tokens.
  return model === 'Grant' ? id : createHash('sha256').update(id).digest('base64url');
}
