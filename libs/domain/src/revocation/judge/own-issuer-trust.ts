import { DEFAULT_MAX_LIFETIME_MS } from '../effects/limits.js';
import type { IssuerTrust } from './verdict.js';

/** Our own issuer: its `rpos` and its UUIDv7 ids are believed, and a second is allowed between its clock and a writer's. */
export const OWN_ISSUER_TRUST: IssuerTrust = Object.freeze({
  toleranceMs: 1_000,
  maxLifetimeMs: DEFAULT_MAX_LIFETIME_MS,
  jtiCarriesTime: true,
  rposTrusted: true,
});
