import type { PublicSigningKey } from '../facts/decisions.js';

/** Lets the organisation's issuer sign with a new key. */
export interface RotateSigningKeys {
  /** `graceful`: older keys go on verifying; `revoke`: they are denied, and every access token signed so far. */
  readonly mode: 'graceful' | 'revoke';
  /** The new key; its private half is in the credential store already. */
  readonly key: PublicSigningKey;
  readonly reason?: string | undefined;
}
