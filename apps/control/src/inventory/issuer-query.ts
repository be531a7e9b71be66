import type { OrgState } from '#domain';

/** What an address names a token by, beside its id, where the token isn't our issuer's: ids are unique for an issuer only. */
export function issuerQuery(org: OrgState, iss: string): string {
  return iss === org.issuer ? '' : `?${new URLSearchParams({ iss }).toString()}`;
}
