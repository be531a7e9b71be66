import type { OrgState } from '#domain';

/** The query string that names a token's issuer, because token ids are unique per issuer only. Empty for our own issuer. */
export function issuerQuery(org: OrgState, iss: string): string {
  return iss === org.issuer ? '' : `?${new URLSearchParams({ iss }).toString()}`;
}
