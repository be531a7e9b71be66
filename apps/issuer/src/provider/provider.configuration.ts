import type { OidcClient, OidcKoaContext, TokenModel } from 'oidc-provider';
import { isResource } from '../issuer.options.js';
import { accessLifetimeS, grantLifetimeS, refreshLifetimeS, sessionLifetimeS } from '../grants/lifetimes.js';
import { issuanceOf } from '../token-endpoint/issuance.js';
import { invalidTarget } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { splitScope } from '../clients/split-scope.js';
import { renderErrorPage } from '../pages/error.page.js';
import { createOidcAdapter } from './oidc-adapter.js';
import { isAppOrigin } from '../clients/app-origin.js';
import { REGISTERED_SCOPE } from '../clients/client-metadata.js';
import { loadLivingGrant, promptPolicy } from '../sign-in/prompt-policy.js';
import { rotates } from '../token-endpoint/refresh-token-rotation.js';
import { latestScopesFor, OWN_SCOPES, settleScope, userIn } from '../clients/scopes.js';
import type { ProviderKeys } from '../keys/signing-keys.js';

interface JwtParts {
  readonly payload: Record<string, unknown>;
}

/** The library's configuration for one organisation. Every default that it warns about is set. */
export function providerConfiguration(org: OrgIssuer, keys: ProviderKeys): object {
  return {
    adapter: (model: string) => createOidcAdapter(org, model),
    jwks: keys.jwks,
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: keys.active.alg,
    },
    extraClientMetadata: { properties: [REGISTERED_SCOPE] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    responseTypes: ['code'],
    scopes: OWN_SCOPES,
    subjectTypes: ['public'],
    pkce: { required: () => true },
    clockTolerance: 0,
    cookies: {
      keys: [org.secrets.cookieKey],
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: org.basePath },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: timesToLive(org),
    features: features(org, keys),
    formats: { customizers: { jwt: completeAccessToken(keys) } },
    discovery: {
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    },
    interactions: {
      policy: promptPolicy(org),
      url: (_ctx: OidcKoaContext, { uid }: { uid: string }) => `${org.basePath}/interaction/${uid}`,
    },
    findAccount: (_ctx: OidcKoaContext, userId: string) =>
      org.state().users.has(userId) ? { accountId: userId, claims: () => ({ sub: userId }) } : undefined,
    loadExistingGrant: (ctx: OidcKoaContext) => loadLivingGrant(org, ctx),
    issueRefreshToken: (_ctx: OidcKoaContext, client: OidcClient) => mayRefresh(org, client),
    rotateRefreshToken: (ctx: OidcKoaContext) => rotates(org, ctx),
    // A grant outlives the sign-in session that it was given in; a revocation of the session is what ends it.
    expiresWithSession: () => false,
    clientBasedCORS: (_ctx: OidcKoaContext, origin: string, client: OidcClient) =>
      isAppOrigin(client, origin),
    renderError: renderErrorPage,
  };
}

/** Of everything that lives for a while, s. What an app's policy or an announced end of sessions shortens is asked for each time. */
function timesToLive(org: OrgIssuer): object {
  const { lifetimes } = org.options;
  return {
    AccessToken: (ctx: OidcKoaContext, { clientId }: TokenModel) =>
      accessLifetimeS(org, clientId, ctx.oidc.entities.Grant),
    ClientCredentials: (_ctx: OidcKoaContext, { clientId }: TokenModel) => accessLifetimeS(org, clientId),
    RefreshToken: ({ oidc: { entities } }: OidcKoaContext, { clientId }: TokenModel) =>
      entities.Grant === undefined
        ? lifetimes.refreshTokenS
        : refreshLifetimeS(org, clientId, entities.Grant),
    AuthorizationCode: lifetimes.authorizationCodeS,
    Grant: (_ctx: unknown, { clientId }: TokenModel) => grantLifetimeS(org, clientId),
    Session: () => sessionLifetimeS(org),
    Interaction: lifetimes.interactionS,
    IdToken: lifetimes.idTokenS,
  };
}

/** A refresh token that could never be used isn't given. */
function mayRefresh(org: OrgIssuer, { grantTypes }: OidcClient): boolean {
  return (
    grantTypes.includes('refresh_token') && org.state().settings.allowedGrantTypes.includes('refresh_token')
  );
}

function features(org: OrgIssuer, { active }: ProviderKeys): object {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    // Announced in the metadata; the issuer's own routes stand in front, since the library's refuse JWTs.
    introspection: { enabled: true, allowedPolicy: () => false },
    revocation: { enabled: true, allowedPolicy: () => false },
    // No edge checks a proof of possession yet, so none is promised.
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    // Every access token has an audience, and the library's userinfo takes only those without one.
    userinfo: { enabled: false },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx: OidcKoaContext, _client: OidcClient, oneOf?: readonly string[]) =>
        oneOf === undefined || oneOf.includes(org.options.defaultResource)
          ? org.options.defaultResource
          : oneOf[0],
      useGrantedResource: () => true,
      getResourceServerInfo: async (ctx: OidcKoaContext, resource: string, client: OidcClient) => {
        if (!isResource(resource)) throw invalidTarget();
        settleScope(ctx, client);
        return {
          audience: resource,
          scope: (await latestScopesFor(org, client, userIn(ctx))).join(' '),
          accessTokenFormat: 'jwt',
          jwt: { sign: active },
        };
      },
    },
  };
}

/** Adds what revocation works with to the claims of RFC 9068 section 2.2, and notes what was minted. */
function completeAccessToken({ active }: ProviderKeys) {
  return (ctx: OidcKoaContext, token: TokenModel, { payload }: JwtParts): void => {
    const issuance = issuanceOf(ctx);
    const { grantId, sessionUid: sessionId } = token;
    const grant = grantId === undefined ? {} : { grantId };
    const session = sessionId === undefined ? {} : { sessionId };
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
      ...grant,
      ...session,
    };
  };
}
