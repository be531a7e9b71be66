import { createHash, createHmac, hkdfSync } from 'node:crypto';

/** What is derived from the issuer's secret for one organisation. */
export interface IssuerSecrets {
  /** Signs cookies. */
  readonly cookieKey: string;
  /** Text of the refresh token that follows the given one. Only who holds the secret can compute it. */
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

/** Under which name something with a secret id is stored: a copy of the storage lets nobody in. */
export function storedId(model: string, id: string): string {
  // A grant's id is in the tokens; it opens nothing.
  return model === 'Grant' ? id : createHash('sha256').update(id).digest('base64url');
}
