import type { AccessToken, ClientCredentials, JWTStructured, KoaContextWithOIDC } from 'oidc-provider';
import { splitScope } from '#domain';
import type { ProviderKeys } from '../keys/signing-keys.js';
import { issuanceOf } from '../token-endpoint/issuance.js';

/**
 * Makes the function that the library calls with each access token before it signs it. The function adds the claims that
 * revocation works with (`rpos`, `grant_id`, `sid`) to those of RFC 9068 section 2.2, and notes the token in the {@link Issuance}.
 */
export function completeAccessToken({ active }: ProviderKeys) {
  return (
    ctx: KoaContextWithOIDC,
    token: AccessToken | ClientCredentials,
    { payload }: JWTStructured,
  ): void => {
    const issuance = issuanceOf(ctx);
    const { grantId, sessionUid: sessionId } = sourceOf(token);
    payload['rpos'] = issuance.rpos;
    if (grantId !== undefined) payload['grant_id'] = grantId;
    if (sessionId !== undefined) payload['sid'] = sessionId;
    issuance.access = {
      jti: String(payload['jti']),
      clientId: token.clientId,
      sub: String(payload['sub']),
      scopes: splitScope(token.scope),
      iat: Number(payload['iat']),
      exp: Number(payload['exp']),
      kid: active.kid,
      ...(grantId === undefined ? {} : { grantId }),
      ...(sessionId === undefined ? {} : { sessionId }),
    };
  };
}

/** The grant and the sign-in session that a token comes from. A client's own token has neither. */
function sourceOf(
  token: AccessToken | ClientCredentials,
): Partial<Pick<AccessToken, 'grantId' | 'sessionUid'>> {
  return token.kind === 'AccessToken' ? token : {};
}
