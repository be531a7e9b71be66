import type { AppsReported, IssuerRegistered } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Registers an issuer. What was revoked of one that was registered before must not come to life by registering it anew: in what decides
 * whether a token was issued before a revocation, it stays as careful as it ever was.
 */
export function applyIssuerRegistered(org: OrgState, data: IssuerRegistered['data'], atMs: number): void {
  const earlier = org.foreignIssuers.get(data.iss);
  org.foreignIssuers.set(data.iss, {
    ...data,
    toleranceMs: Math.max(data.toleranceMs, earlier?.toleranceMs ?? 0),
    jtiCarriesTime: data.jtiCarriesTime && earlier?.jtiCarriesTime !== false,
    isRegistered: true,
    registeredAtMs: atMs,
  });
}

/** Ends an issuer's reports, and keeps what its tokens are judged by. */
export function applyIssuerUnregistered(org: OrgState, iss: string): void {
  const issuer = org.foreignIssuers.get(iss);
  if (issuer !== undefined) org.foreignIssuers.set(iss, { ...issuer, isRegistered: false });
}

/** Makes apps known; who reported one first stays. */
export function applyAppsReported(
  org: OrgState,
  { iss, clientIds }: AppsReported['data'],
  atMs: number,
): void {
  for (const clientId of clientIds)
    if (!org.foreignApps.has(clientId)) org.foreignApps.set(clientId, { clientId, iss, reportedAtMs: atMs });
}
