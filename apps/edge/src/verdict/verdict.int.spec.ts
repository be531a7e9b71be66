import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { emptyRevocationState, fold, type RevocationState } from '#domain';
import { createValidator, stateSource } from '#validator';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { VerdictModule } from './verdict.module.js';

const ISSUER = 'https://id.test/o/acme';
const AUDIENCE = 'https://api.test';

/** A running edge, and a way to make tokens for it. */
async function startEdge(state: RevocationState | null) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] };
  const source = stateSource({ state: () => state, knownAsOf: () => performance.now() });
  const validator = createValidator({
    issuers: [{ issuer: ISSUER, audience: AUDIENCE, jwks, own: true }],
    source,
  });
  const module = await Test.createTestingModule({
    imports: [VerdictModule.for({ useFactory: () => validator })],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.listen(0, '127.0.0.1');
  const token = (claims: Record<string, unknown> = {}) =>
    new SignJWT({ sub: 'user-1', client_id: 'app-1', jti: 't1', scope: 'orders:read', ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return { app, token, url: `${await app.getUrl()}/edge/verdict` };
}

const position = { generation: 'g1', offset: 4 };
let running: NestFastifyApplication | null = null;
afterEach(async () => {
  await running?.close();
  running = null;
});

async function start(state: RevocationState | null = fold(emptyRevocationState(), entry())) {
  const edge = await startEdge(state);
  running = edge.app;
  const ask = (authorization: string | null, query = '') =>
    fetch(edge.url + query, { headers: authorization === null ? {} : { authorization } });
  return { ...edge, ask, state };
}

function entry(effects: Parameters<typeof fold>[1]['effects'] = []) {
  return { position, appendedAtMs: Date.now(), effects, keepUntilMs: null };
}

describe('GET /edge/verdict', () => {
  it('answers 200 with who it is and how far this edge has read', async () => {
    const { ask, token } = await start();
    const response = await ask(`Bearer ${await token()}`, '?scope=orders:read');
    expect(response.status).toBe(200);
    expect(response.headers.get('rescind-client-id')).toBe('app-1');
    expect(response.headers.get('rescind-subject')).toBe('user-1');
    expect(response.headers.get('rescind-position')).toBe('g1:4');
    expect(await response.text()).toBe('');
  });

  it('percent-encodes a subject that is no header value', async () => {
    const { ask, token } = await start();
    const response = await ask(`Bearer ${await token({ sub: 'zoë\r\nX-Admin: 1 100%' })}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('rescind-subject')).toBe('zo%C3%AB%0D%0AX-Admin:%201%20100%25');
    expect(response.headers.get('x-admin')).toBeNull();
  });

  it('answers 401 with a challenge and the reason once the app is blocked, for a token that it had accepted', async () => {
    const { ask, token, state } = await start();
    const bearer = `Bearer ${await token()}`;
    expect((await ask(bearer)).status).toBe(200);
    if (state !== null) fold(state, entry([{ effect: 'block', app: 'app-1', id: 'b1' }]));
    const response = await ask(bearer);
    expect(response.status).toBe(401);
    expect(response.headers.get('rescind-reason')).toBe('app-blocked');
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="rescind", error="invalid_token", error_description="app-blocked"',
    );
  });

  it('answers 401 without an error where there is no token', async () => {
    const { ask } = await start();
    const response = await ask(null);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="rescind"');
    expect(response.headers.get('rescind-reason')).toBe('token-missing');
  });

  it('answers 401 and not 400 to a malformed header, because proxies take a 400 for a fault', async () => {
    const { ask } = await start();
    const response = await ask('Bearer not, one');
    expect(response.status).toBe(401);
    expect(response.headers.get('rescind-reason')).toBe('authorization-malformed');
  });

  it('answers 403 with the scopes that are missing', async () => {
    const { ask, token } = await start();
    const response = await ask(`Bearer ${await token()}`, '?scope=orders:read%20orders:write');
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('scope="orders:read orders:write"');
    expect(response.headers.get('rescind-reason')).toBe('scope-missing');
  });

  it('answers 503 before it knows anything', async () => {
    const { ask, token } = await start(null);
    const response = await ask(`Bearer ${await token()}`);
    expect(response.status).toBe(503);
    expect(response.headers.get('rescind-reason')).toBe('not-ready');
    expect(response.headers.get('retry-after')).toBe('1');
  });
});
