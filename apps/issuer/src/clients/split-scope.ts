/** Splits a `scope` value into its scopes, in their order (RFC 6749 section 3.3); absent or empty: no scopes. */
export function splitScope(scope: string | null | undefined): readonly string[] {
  return (scope ?? '').split(' ').filter((each) => each !== '');
}
