import { describe, expect, it } from '@jest/globals';
import { ChangeAppSettingsRequestSchema } from '../change-app-settings/change-app-settings.http.schema.js';
import { clientMetadataOf } from '../client-metadata.schema.js';
import { ClientRegistrationRequestSchema } from './register-app.http.schema.js';

const CALLBACK = 'https://app.example/callback';

/** The paths of the fields for which a registration is refused. A change of the settings is refused for the same fields. */
function refusedAt(request: object): readonly string[] {
  const [places = [], ofChange] = [ClientRegistrationRequestSchema, ChangeAppSettingsRequestSchema].map(
    (schema) => {
      const parsed = schema.safeParse(request);
      return parsed.success ? [] : [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))];
    },
  );
  expect(ofChange).toEqual(places);
  return places;
}

/** The registration that is stored. */
function keptOf(request: object) {
  const { installed, ...metadata } = ClientRegistrationRequestSchema.parse(request);
  return { installed, metadata: clientMetadataOf(metadata) };
}

describe('the defaults of a registration', () => {
  it('are those of RFC 7591 for an app with redirect URIs', () => {
    expect(keptOf({ redirect_uris: [CALLBACK] }).metadata).toEqual({
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    });
  });

  it.each([[{}], [{ redirect_uris: [] }]])('make a service of an app without any: %j', (request) => {
    expect(keptOf(request).metadata).toMatchObject({
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    });
  });

  it('give way to what was asked for', () => {
    const asked = {
      redirect_uris: [CALLBACK],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: 'openid usage:read',
    };
    expect(keptOf(asked).metadata).toEqual(asked);
  });
});

describe('a registration', () => {
  it('installs the app, unless it says otherwise', () => {
    expect([keptOf({}).installed, keptOf({ installed: false }).installed]).toEqual([true, false]);
  });

  it.each([
    CALLBACK,
    'https://app.example:8443/cb?x=1',
    'http://localhost/cb',
    'http://127.0.0.1:8400/cb',
    'http://[::1]:8400/cb',
  ])('may redirect to %s', (uri) => {
    expect(refusedAt({ redirect_uris: [uri] })).toEqual([]);
  });

  it.each([
    'http://app.example/cb',
    'http://127.0.0.1.example/cb',
    'http://localhost.example/cb',
    `${CALLBACK}#fragment`,
    `${CALLBACK}#`,
    'https://user:secret@app.example/cb',
    'https://user@app.example/cb',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/cb',
    '/callback',
    'https:app.example',
    'https://',
    'https://app.example\\@evil.example/',
    ' https://app.example/',
    'https://app.exa\nmple/',
    `https://app.example/${'x'.repeat(2048)}`,
    '',
  ])('may not redirect to %j', (uri) => {
    expect(refusedAt({ redirect_uris: [uri] })).toEqual(['redirect_uris.0']);
  });

  it.each<[string, object, string]>([
    ['an unknown field', { clientName: 'x' }, ''],
    ['a client_id of its own choice', { client_id: 'x' }, ''],
    ['a wrong type', { client_name: 7 }, 'client_name'],
    ['a name over several lines', { client_name: 'a\nb' }, 'client_name'],
    ['a name too long', { client_name: 'x'.repeat(201) }, 'client_name'],
    ['an unknown grant type', { grant_types: ['implicit'] }, 'grant_types.0'],
    ['no grant type', { grant_types: [] }, 'grant_types'],
    ['a grant type twice', { grant_types: ['client_credentials', 'client_credentials'] }, 'grant_types'],
    [
      'more than 20 URIs',
      { redirect_uris: Array.from({ length: 21 }, (_, n) => `${CALLBACK}${String(n)}`) },
      'redirect_uris',
    ],
    ['a URI twice', { redirect_uris: [CALLBACK, CALLBACK] }, 'redirect_uris'],
    ['a code flow without a URI', { grant_types: ['authorization_code'] }, 'redirect_uris'],
    [
      'a code flow without its response type',
      { redirect_uris: [CALLBACK], response_types: [] },
      'response_types',
    ],
    ['a response type without its flow', { response_types: ['code'] }, 'response_types'],
    [
      'a refresh token without a code flow',
      { grant_types: ['client_credentials', 'refresh_token'] },
      'grant_types',
    ],
    [
      'a service that can not authenticate',
      { token_endpoint_auth_method: 'none' },
      'token_endpoint_auth_method',
    ],
    ['a link that runs', { client_uri: 'javascript:alert(1)' }, 'client_uri'],
    ['a scope with two spaces', { scope: 'a  b' }, 'scope'],
    ['a scope with a quote', { scope: 'a"b' }, 'scope'],
  ])('is refused for %s', (_case, request, path) => {
    expect(refusedAt(request)).toEqual([path]);
  });
});
