import type { OrgState } from '../org/org.state.js';
import { DEFAULT_MAX_LIFETIME_MS, type TokenKind } from '../revocation/index.js';

/**
 * The longest lifetime per kind, ms, of any token that the organisation accepts, its foreign issuers' included: what
 * `keepUntilOf` needs, so that no revocation is dropped while something that it covers may be alive. Issuers are never
 * unregistered, so it only grows.
 */
export function maxLifetimesOf(org: OrgState): Readonly<Record<TokenKind, number>> {
  const foreign = [...org.foreignIssuers.values()].map((issuer) => issuer.maxLifetimeMs);
  const { access, refresh, session } = DEFAULT_MAX_LIFETIME_MS;
  return {
    access: Math.max(access, ...foreign),
    refresh: Math.max(refresh, ...foreign),
    session: Math.max(session, ...foreign),
  };
}
