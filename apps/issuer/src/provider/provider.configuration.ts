import type { Client, Configuration, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import { isAppOrigin } from '../clients/app-origin.js';
import { REGISTERED_SCOPE } from '../clients/client-metadata.js';
import { latestScopesFor, OWN_SCOPES, settleScope, userIn } from '../clients/scopes.js';
import { accessLifetimeS, grantLifetimeS, refreshLifetimeS, sessionLifetimeS } from '../grants/lifetimes.js';
import { isResource } from '../issuer.options.js';
import type { ProviderKeys } from '../keys/signing-keys.js';
import { invalidTarget } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { renderErrorPage } from '../pages/error.page.js';
import { loadLivingGrant, promptPolicy } from '../sign-in/prompt-policy.js';
import { rotates } from '../token-endpoint/refresh-token-rotation.js';
import { completeAccessToken } from './access-token-claims.js';
import { createOidcAdapter } from './oidc-adapter.js';

type Features = NonNullable<Configuration['features']>;

/** The library's configuration for one organisation. It sets every default that the library gives notice of. */
export function providerConfiguration(org: OrgIssuer, keys: ProviderKeys): Configuration {
  return {
    adapter: (model: string) => createOidcAdapter(org, model),
    jwks: keys.jwks,
    ...clientRegistration(org, keys),
    responseTypes: ['code'],
    scopes: [...OWN_SCOPES],
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
    ...signIn(org),
    ...refreshTokens(org),
    renderError: renderErrorPage,
  };
}

function clientRegistration(org: OrgIssuer, { active }: ProviderKeys): Configuration {
  return {
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: active.alg,
    },
    extraClientMetadata: { properties: [REGISTERED_SCOPE] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: (_ctx, origin, client) => isAppOrigin(client, origin),
  };
}

function signIn(org: OrgIssuer): Configuration {
  return {
    interactions: {
      policy: promptPolicy(org),
      url: (_ctx, { uid }) => `${org.basePath}/interaction/${uid}`,
    },
    findAccount: (_ctx, userId) =>
      org.state().users.has(userId) ? { accountId: userId, claims: () => ({ sub: userId }) } : undefined,
    loadExistingGrant: (ctx) => loadLivingGrant(org, ctx),
  };
}

function refreshTokens(org: OrgIssuer): Configuration {
  return {
    issueRefreshToken: (_ctx, client) => mayRefresh(org, client),
    rotateRefreshToken: (ctx) => rotates(org, ctx),
    // A grant outlives the sign-in session that it was given in. It ends when the session is revoked.
    expiresWithSession: () => false,
  };
}

/** Whether an app gets refresh tokens: only where it could use them. */
function mayRefresh(org: OrgIssuer, { grantTypes = [] }: Client): boolean {
  return (
    grantTypes.includes('refresh_token') && org.state().settings.allowedGrantTypes.includes('refresh_token')
  );
}

/** How long each model lives, s. The functions are asked each time, since an app's policy and an announced end of sessions count. */
function timesToLive(org: OrgIssuer): NonNullable<Configuration['ttl']> {
  const { lifetimes } = org.options;
  return {
    AccessToken: (ctx, { clientId }) => accessLifetimeS(org, clientId, ctx.oidc.entities.Grant),
    ClientCredentials: (_ctx, { clientId }) => accessLifetimeS(org, clientId),
    RefreshToken: (ctx, token) => refreshTokenTtlS(org, ctx, token),
    AuthorizationCode: lifetimes.authorizationCodeS,
    Grant: (_ctx, { clientId }) => grantLifetimeS(org, clientId),
    Session: () => sessionLifetimeS(org),
    Interaction: lifetimes.interactionS,
    IdToken: lifetimes.idTokenS,
  };
}

function refreshTokenTtlS(org: OrgIssuer, { oidc }: KoaContextWithOIDC, { clientId }: RefreshToken): number {
  const { Grant: grant } = oidc.entities;
  return grant === undefined ? org.options.lifetimes.refreshTokenS : refreshLifetimeS(org, clientId, grant);
}

function features(org: OrgIssuer, keys: ProviderKeys): Features {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    // Enabled so that the metadata names them. The issuer's own middleware answers in front of them, since they refuse JWTs.
    introspection: { enabled: true, allowedPolicy: () => false },
    revocation: { enabled: true, allowedPolicy: () => false },
    // Edges check no proof of possession, so the issuer promises none.
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    // The library's userinfo endpoint takes only access tokens without an audience, and every one of ours has one.
    userinfo: { enabled: false },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    resourceIndicators: resourceIndicators(org, keys),
  };
}

/** Resource indicators (RFC 8707). A request without `resource` gets the default one, so that every access token is a JWT. */
function resourceIndicators(
  org: OrgIssuer,
  { active }: ProviderKeys,
): NonNullable<Features['resourceIndicators']> {
  const { defaultResource } = org.options;
  return {
    enabled: true,
    defaultResource: (_ctx, _client, oneOf) =>
      oneOf === undefined || oneOf.includes(defaultResource)
        ? defaultResource
        : (oneOf[0] ?? defaultResource),
    useGrantedResource: () => true,
    getResourceServerInfo: async (ctx, resource, client) => {
      if (!isResource(resource)) throw invalidTarget();
      settleScope(ctx, client);
      const scopes = await latestScopesFor(org, client, userIn(ctx));
      return {
        audience: resource,
        scope: scopes.join(' '),
        accessTokenFormat: 'jwt',
        jwt: { sign: active },
      };
    },
  };
}
