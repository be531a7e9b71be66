import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { authorizationDenials } from '../sign-in/authorization-denials.middleware.js';
import { introspection } from '../introspection/introspection.middleware.js';
import { jwks } from '../keys/jwks.middleware.js';
import { metadata } from './metadata.middleware.js';
import { responseHeaders } from '../http/response-headers.middleware.js';
import { revocation } from '../revocation/revocation.middleware.js';
import { interactions } from '../sign-in/interactions.middleware.js';
import { TemporarilyUnavailableError } from '../organization/oauth.errors.js';
import type { OrgIssuer } from '../organization/org-issuer.js';
import { IssuerProvider } from './issuer-provider.js';
import { providerConfiguration } from './provider.configuration.js';
import { loadProviderKeys } from '../keys/signing-keys.js';

/** Answers a request whose URL is relative to the issuer, such as `/token`. */
export type IssuerHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Builds the authorization server of an organisation, with the keys that it has now. */
export async function buildProvider(org: OrgIssuer): Promise<IssuerHandler> {
  const keys = await loadProviderKeys(org);
  const provider: Provider = new IssuerProvider(org, providerConfiguration(org, keys));
  for (const middleware of [
    responseHeaders,
    jwks(org),
    metadata(org),
    authorizationDenials(org),
    introspection(org, provider),
    revocation(org, provider),
    interactions(org, provider),
  ]) {
    provider.use(middleware);
  }
  reportFailures(org, provider);
  return provider.callback();
}

/** Logs the errors whose cause the caller isn't told: failures of what the issuer depends on, and unexpected ones. */
function reportFailures(org: OrgIssuer, provider: Provider): void {
  const report = (error: unknown) => {
    const err = error instanceof TemporarilyUnavailableError ? error.cause : error;
    org.ports.log.error({ err, orgId: org.orgId }, 'a request failed');
  };
  // The types leave out Koa's own event `error`.
  (provider as EventEmitter).on('error', report);
  provider.on('server_error', (_ctx, error) => {
    report(error);
  });
  const reportUnavailable = (_ctx: unknown, error: unknown) => {
    if (error instanceof TemporarilyUnavailableError) report(error);
  };
  provider.on('grant.error', reportUnavailable);
  provider.on('authorization.error', reportUnavailable);
}
