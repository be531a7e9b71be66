import type { PublicSigningKey } from '../facts/decisions.js';

/** Registers the organisation, with its issuer and first signing key. */
export interface RegisterOrg {
  readonly name: string;
  /** Its issuer's `iss`. */
  readonly issuer: string;
  readonly key: PublicSigningKey;
}
