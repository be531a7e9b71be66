import type { AppsReported, IssuerRegistered } from '../facts/decisions.js';
import type { OrgState } from '../state/org.state.js';

/**
 * Registers an issuer. One that was registered before keeps the larger of both tolerances, and its ids are never trusted again to carry
 * a time once they weren't. Otherwise tokens that were revoked would be accepted again under the new registration.
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

/** Unregisters an issuer. Its settings are kept, because its tokens are still judged by them. */
export function applyIssuerUnregistered(org: OrgState, iss: string): void {
  const issuer = org.foreignIssuers.get(iss);
  if (issuer !== undefined) org.foreignIssuers.set(iss, { ...issuer, isRegistered: false });
}

/** Makes apps known. An app belongs to the issuer that reported it first. */
export function applyAppsReported(
  org: OrgState,
  { iss, clientIds }: AppsReported['data'],
  atMs: number,
): void {
  for (const clientId of clientIds)
    if (!org.foreignApps.has(clientId)) org.foreignApps.set(clientId, { clientId, iss, reportedAtMs: atMs });
}
