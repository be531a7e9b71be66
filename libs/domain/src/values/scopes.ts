/**
 * Splits a `scope` value into its scopes, in their order (RFC 6749 section 3.3: the space is the only separator).
 *
 * @param scope space-separated; absent or empty: no scopes.
 */
export function splitScope(scope: string | null | undefined): readonly string[] {
  return (scope ?? '').split(' ').filter((each) => each !== '');
}
