import type { PublicSigningKey } from '../facts/decisions.js';

/**
 * A signing key of the organisation's issuer. `active`: it signs; `retired`: it only verifies what it signed; `denied`:
 * nothing that it signed is accepted.
 */
export interface SigningKeyState {
  readonly kid: string;
  readonly alg: string;
  /** The public JWK, as served at `jwks_uri`. */
  readonly jwk: PublicSigningKey['jwk'];
  status: 'active' | 'retired' | 'denied';
  /** Epoch ms on the log's clock, when the key came in. */
  readonly sinceMs: number;
  /** Epoch ms on the log's clock, when it ceased to sign; `null` while it is active. */
  retiredAtMs: number | null;
}

/** The key that signs; `undefined` before the first one, or when the last one was denied. */
export function activeKey(keys: readonly SigningKeyState[]): SigningKeyState | undefined {
  return keys.find((key) => key.status === 'active');
}
