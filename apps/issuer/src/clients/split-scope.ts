/** The scopes of a space-separated list (RFC 6749 section 3.3). */
export function splitScope(scope: string | null | undefined): readonly string[] {
  return (scope ?? '').split(' ').filter((one) => one !== '');
}
