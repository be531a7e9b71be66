import { line } from '#contracts/fields';
import { type ClientMetadata, GRANT_TYPES } from '#domain';
import { z } from 'zod';
import { isRedirectUri, isWebUrl } from './redirect-uri.js';

const redirectUri = z.string().min(1).max(2048).refine(isRedirectUri, {
  error: 'Expected an https URI, or http on a loopback address, without a fragment',
});

const webUrl = z
  .string()
  .min(1)
  .max(2048)
  .refine(isWebUrl, { error: 'Expected an absolute http or https URL' });

const grantType = z.enum(GRANT_TYPES);

// RFC 6749 section 3.3: scope tokens separated by single spaces.
const scope = z
  .string()
  .max(2000)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/);

const method = z.enum(['client_secret_basic', 'client_secret_post', 'none']);

/** Client metadata in requests, by its RFC 7591 section 2 names. */
export const clientMetadataShape = {
  client_name: line(200).optional(),
  redirect_uris: z.array(redirectUri).max(20).optional(),
  grant_types: z.array(grantType).min(1).max(GRANT_TYPES.length).optional(),
  response_types: z
    .array(z.enum(['code']))
    .max(1)
    .optional(),
  token_endpoint_auth_method: method.optional(),
  scope: scope.optional(),
  client_uri: webUrl.optional(),
  logo_uri: webUrl.optional(),
  contacts: z.array(line(254)).max(10).optional(),
  tos_uri: webUrl.optional(),
  policy_uri: webUrl.optional(),
  software_id: line(200).optional(),
  software_version: line(100).optional(),
};

/** Client metadata in answers: with the defaults filled in. */
export const keptMetadataShape = {
  ...clientMetadataShape,
  grant_types: z.array(grantType),
  response_types: z.array(z.string()),
  token_endpoint_auth_method: method,
};

type MetadataRequest = z.output<z.ZodObject<typeof clientMetadataShape>>;

/**
 * Converts a request to the registration that is stored, with the defaults of RFC 7591 filled in. One default differs: an app without
 * redirect URIs gets `client_credentials`, because it could never use `authorization_code`.
 * @example
 * clientMetadataOf({ client_name: 'Nightly sync' }).grant_types; // ['client_credentials']
 */
export function clientMetadataOf(request: MetadataRequest): ClientMetadata {
  const hasRedirects = (request.redirect_uris?.length ?? 0) > 0;
  const grantTypes = request.grant_types ?? [hasRedirects ? 'authorization_code' : 'client_credentials'];
  return {
    ...request,
    grant_types: grantTypes,
    response_types: request.response_types ?? (grantTypes.includes('authorization_code') ? ['code'] : []),
    token_endpoint_auth_method: request.token_endpoint_auth_method ?? 'client_secret_basic',
  };
}

/** Refuses combinations of fields that RFC 7591 section 2.1 and RFC 6749 rule out. */
export function checkBetweenFields(request: MetadataRequest, context: z.RefinementCtx): void {
  for (const { path, message } of inconsistencies(clientMetadataOf(request))) {
    context.addIssue({ code: 'custom', path: [path], message });
  }
}

interface Inconsistency {
  readonly path: keyof ClientMetadata;
  readonly message: string;
}

function inconsistencies(client: ClientMetadata): readonly Inconsistency[] {
  const found: Inconsistency[] = [];
  const withCode = client.grant_types.includes('authorization_code');
  const uris = client.redirect_uris ?? [];
  if (new Set(client.grant_types).size !== client.grant_types.length) {
    found.push({ path: 'grant_types', message: 'Expected every grant type at most once' });
  }
  if (new Set(uris).size !== uris.length) {
    found.push({ path: 'redirect_uris', message: 'Expected every redirect URI at most once' });
  }
  if (withCode && uris.length === 0) {
    found.push({ path: 'redirect_uris', message: 'authorization_code needs at least one redirect URI' });
  }
  if (withCode !== client.response_types.includes('code')) {
    found.push({
      path: 'response_types',
      message: 'The grant type authorization_code and the response type code need each other',
    });
  }
  if (client.grant_types.includes('refresh_token') && !withCode) {
    found.push({ path: 'grant_types', message: 'refresh_token needs the grant type authorization_code' });
  }
  if (client.grant_types.includes('client_credentials') && client.token_endpoint_auth_method === 'none') {
    found.push({
      path: 'token_endpoint_auth_method',
      message: 'client_credentials needs a client that can authenticate',
    });
  }
  return found;
}
