/**
 * What a revocation can cover: an access token, a refresh token, or a sign-in session. An app's "session" is its
 * grant (its refresh tokens); a sign-in session spans apps.
 */
export type TokenKind = 'access' | 'refresh' | 'session';

/** Every {@link TokenKind}, in the order in which they are printed. */
export const TOKEN_KINDS = ['access', 'refresh', 'session'] as const satisfies readonly TokenKind[];
