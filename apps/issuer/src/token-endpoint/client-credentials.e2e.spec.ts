import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { IssuerHarness, PUBLIC_URL } from '../testing/issuer.harness.js';

let harness: IssuerHarness;

beforeAll(async () => {
  harness = await IssuerHarness.start();
});
afterAll(() => harness.close());

async function verified(token: string) {
  const jwks = (await (await harness.send(harness.url('/jwks'))).json()) as JSONWebKeySet;
  const options = { issuer: harness.url(''), audience: PUBLIC_URL, typ: 'at+jwt', algorithms: ['RS256'] };
  return jwtVerify(token, createLocalJWKSet(jwks), options);
}

describe('a client credentials request', () => {
  it('without scope and resource gets an RFC 9068 JWT for the default resource, with all registered scopes', async () => {
    const app = await harness.registerApp({ scope: 'usage:read tokens:revoke' });
    const position = harness.position();
    const response = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const body = (await response.json()) as Record<string, string>;
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'usage:read tokens:revoke' });
    const { payload, protectedHeader } = await verified(body['access_token'] ?? '');
    expect(protectedHeader).toEqual({
      alg: 'RS256',
      typ: 'at+jwt',
      kid: harness.runtime.decisions.org('acme')?.keys[0]?.kid,
    });
    expect(payload).toMatchObject({
      sub: app.clientId,
      client_id: app.clientId,
      scope: 'usage:read tokens:revoke',
      rpos: position,
    });
    expect(payload.jti).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(payload).not.toHaveProperty('grant_id');
    expect(payload).not.toHaveProperty('sid');
    const facts = await harness.usageFacts();
    expect(facts).toContainEqual({
      type: 'TokenIssued',
      data: expect.objectContaining({
        tokenId: payload.jti,
        iss: harness.url(''),
        kind: 'access',
        format: 'JWT',
        clientId: app.clientId,
        userId: app.clientId,
        scopes: ['usage:read', 'tokens:revoke'],
        expiresAt: new Date((payload.exp ?? 0) * 1000).toISOString(),
        kid: protectedHeader.kid,
        rpos: position,
      }),
    });
  });

  it('gets what it asks for of its registered scopes, and is refused any other', async () => {
    const app = await harness.registerApp({ scope: 'a b' });
    const some = await harness.post('/token', { grant_type: 'client_credentials', scope: 'b' }, app);
    expect(await some.json()).toMatchObject({ scope: 'b' });
    const more = await harness.post('/token', { grant_type: 'client_credentials', scope: 'b c' }, app);
    expect(more.status).toBe(400);
    expect(await more.json()).toMatchObject({ error: 'invalid_scope', scope: 'c' });
  });

  it('gets a token for any absolute resource URI, and invalid_target for anything else', async () => {
    const app = await harness.registerApp({ scope: 'a' });
    const ask = (resource: string) =>
      harness.post('/token', { grant_type: 'client_credentials', resource }, app);
    const body = (await (await ask('https://api.example/v1')).json()) as { access_token: string };
    expect(decodeJwt(body.access_token).aud).toBe('https://api.example/v1');
    for (const wrong of [
      'https://api.example/#part',
      '/relative',
      'not a uri',
      `https://api.example/${'x'.repeat(2100)}`,
    ]) {
      const response = await ask(wrong);
      expect([wrong, response.status, await response.json()]).toEqual([
        wrong,
        400,
        expect.objectContaining({ error: 'invalid_target' }),
      ]);
    }
  });

  it('authenticates by post as well as by basic, and not with a wrong secret', async () => {
    const app = await harness.registerApp({ scope: 'a', token_endpoint_auth_method: 'client_secret_post' });
    const fields = { grant_type: 'client_credentials', client_id: app.clientId };
    const right = await harness.post('/token', { ...fields, client_secret: app.clientSecret });
    const wrong = await harness.post('/token', { ...fields, client_secret: 'wrong' });
    const unknown = await harness.post('/token', { ...fields, client_id: 'nobody', client_secret: 'wrong' });
    const other = await harness.registerApp({}, 'acme');
    const foreign = await harness.post('/token', { ...fields, client_secret: other.clientSecret });
    expect([right, wrong, unknown, foreign].map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    expect(await wrong.json()).toEqual(await unknown.json());
  });

  it('is answered 503 with Retry-After, and without a token, while the log takes nothing', async () => {
    const app = await harness.registerApp({ scope: 'a' });
    harness.faults.usage = true;
    const response = await harness.post('/token', { grant_type: 'client_credentials' }, app);
    harness.faults.usage = false;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await response.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.any(String),
    });
    expect((await harness.post('/token', { grant_type: 'client_credentials' }, app)).status).toBe(200);
  });
});
