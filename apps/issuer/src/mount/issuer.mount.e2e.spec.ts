import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { IssuerHarness, PUBLIC_URL } from '../testing/issuer.harness.js';

let harness: IssuerHarness;

beforeAll(async () => {
  harness = await IssuerHarness.start();
});
afterAll(() => harness.close());

describe('the mount', () => {
  it('leaves JSON parsing to the routes beside it', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
    const response = await harness.send(`${PUBLIC_URL}/neighbour`, init);
    expect(await response.json()).toEqual({ body: { a: 1 } });
  });

  it('answers an unknown organisation, and an unknown path of a known one, with 404 problem documents', async () => {
    for (const url of [
      `${PUBLIC_URL}/o/nobody/jwks`,
      `${PUBLIC_URL}/o/nobody`,
      harness.url('/nothing'),
      harness.url(''),
      `${PUBLIC_URL}/o/%61cme/jwks`,
    ]) {
      const response = await harness.send(url);
      expect([url, response.status]).toEqual([url, 404]);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    }
  });

  it('serves metadata at both well-known places, whose links come from the public URL and not from the Host header', async () => {
    const places = [
      harness.url('/.well-known/openid-configuration'),
      harness.url('/.well-known/oauth-authorization-server'),
      `${PUBLIC_URL}/.well-known/oauth-authorization-server/o/acme`,
    ];
    for (const place of places) {
      const response = await harness.send(place, { headers: { 'x-forwarded-host': 'evil.example' } });
      expect(await response.json()).toMatchObject({
        issuer: harness.url(''),
        authorization_endpoint: harness.url('/auth'),
        token_endpoint: harness.url('/token'),
        jwks_uri: harness.url('/jwks'),
        introspection_endpoint: harness.url('/token/introspection'),
        revocation_endpoint: harness.url('/token/revocation'),
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
        grant_types_supported: expect.arrayContaining([
          'authorization_code',
          'client_credentials',
          'refresh_token',
        ]),
      });
    }
  });

  it('keeps organisations apart whose ids are paths of the issuer', async () => {
    await harness.registerOrg('token');
    const app = await harness.registerApp({ scope: 'a' }, 'token');
    const response = await harness.post('/token', { grant_type: 'client_credentials' }, app, 'token');
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect(decodeJwt(token).iss).toBe(harness.url('', 'token'));
    const metadata = await harness.send(harness.url('/.well-known/openid-configuration', 'token'));
    expect(await metadata.json()).toMatchObject({ token_endpoint: harness.url('/token', 'token') });
    expect((await harness.post('/token', { grant_type: 'client_credentials' }, app, 'acme')).status).toBe(
      401,
    );
  });
});
