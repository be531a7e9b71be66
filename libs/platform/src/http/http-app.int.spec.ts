import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, UseGuards } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '#contracts';
import {
  decideBlockApp,
  decideGrantRole,
  decideRegisterApp,
  decideRegisterUser,
  decideRotateSigningKeys,
} from '#domain';
import { until } from '#event-log/testing';
import { PlatformModule } from '../runtime/platform.module.js';
import {
  accessToken,
  decide,
  ORG,
  PUBLIC_URL,
  registerOrg,
  TestDeployment,
  type TestProcess,
  unavailable,
} from '../testing/index.js';
import { type CommandMeta, Meta } from './commands.js';
import { createHttpApp } from './http-app.js';
import type { Principal } from './org-token-verifier.js';
import { Caller, PermissionGuard, RequirePermission } from './permission.guard.js';
import { ZodValidationPipe } from './zod-validation.pipe.js';

const SECRET = 'top-secret-detail';

@Controller('open')
class OpenController {
  @Post()
  take(@Body(new ZodValidationPipe(z.strictObject({ name: z.string() }))) body: { name: string }): {
    name: string;
  } {
    return body;
  }

  @Get('bug')
  bug(): never {
    throw new SyntaxError(SECRET);
  }

  @Get('things/:id')
  thing(@Param('id') id: string): { id: string } {
    return { id };
  }
}

@UseGuards(PermissionGuard)
@Controller('guarded')
class GuardedController {
  @Get()
  @RequirePermission('usage:read')
  list(@Caller() { scopes, ...caller }: Principal): object {
    return { ...caller, scopes: [...scopes] };
  }

  @Post('commands/:id')
  @RequirePermission('apps:manage')
  command(@Meta() meta: CommandMeta): CommandMeta {
    return meta;
  }

  @Post('others/:id')
  @RequirePermission('apps:manage')
  other(@Meta() meta: CommandMeta): CommandMeta {
    return meta;
  }

  @Get('unnamed')
  unnamed(): string {
    return 'never';
  }
}

@Module({})
class TestModule {}

let deployment: TestDeployment;
let process: TestProcess;
let app: NestFastifyApplication;
let url: string;
let leap = 0;

beforeAll(async () => {
  deployment = await TestDeployment.open();
  process = deployment.process({
    ambient: { monotonic: () => performance.now() + leap },
    limits: { headIntervalMs: 50, maxSilenceMs: 1e9 },
  });
  const { runtime } = process;
  const imports = [PlatformModule.forRoot(runtime)];
  app = await createHttpApp(
    { module: TestModule, imports, controllers: [OpenController, GuardedController] },
    runtime,
  );
  runtime.readiness.waitFor('start', 'Starting.');
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = await app.getUrl();
});
afterAll(async () => {
  await app.close();
  await deployment.close();
});

interface Seen {
  readonly status: number;
  readonly code: unknown;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}

async function call(path: string, init: RequestInit = {}): Promise<Seen> {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  const body = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
  if (!response.ok) {
    expect(response.headers.get('content-type')).toContain(PROBLEM_MEDIA_TYPE);
    expect(ProblemSchema.parse(body).status).toBe(response.status);
    expect(text).not.toMatch(/\bat .+\.(ts|js):\d+|node_modules/);
  }
  return { status: response.status, code: body['code'], body, headers: response.headers, text };
}

const json = { 'content-type': 'application/json' };
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

/** Sends bytes, and answers what comes back until the server closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return answer;
}

describe('before the process is ready', () => {
  it('everything but health and metrics is 503 with Retry-After, and says what is waited for', async () => {
    const answer = await call('/open/bug');
    expect(answer).toMatchObject({ status: 503, code: 'NOT_READY' });
    expect(answer.body['detail']).toBe('Starting.');
    expect(answer.headers.get('retry-after')).toBe('1');
    const health = await fetch(`${url}/health/ready`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: 'waiting',
      checks: expect.arrayContaining([{ name: 'start', status: 'waiting', detail: 'Starting.' }]) as unknown,
    });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('rescind_');
  });

  it('and everything is served after', async () => {
    await process.runtime.start();
    await registerOrg(process.runtime);
    await registerOrg(process.runtime, 'other');
    process.runtime.readiness.waitFor('start', null);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await call('/open/things/1')).body).toEqual({ id: '1' });
  });
});

describe('a bad request is a problem document', () => {
  it.each<[string, number, string, string, RequestInit]>([
    ['an unknown route', 404, 'NOT_FOUND', '/nowhere', {}],
    ['another method', 404, 'NOT_FOUND', '/open', { method: 'DELETE' }],
    ['a malformed URL', 400, 'INVALID_REQUEST', '/open/things/%zz', {}],
    ['a parameter that is too long', 414, 'URI_TOO_LONG', `/open/things/${'x'.repeat(2000)}`, {}],
    [
      'a body that is no JSON',
      400,
      'MALFORMED_JSON',
      '/open',
      { method: 'POST', headers: json, body: '{"name":' },
    ],
    ['a body that is empty', 400, 'MALFORMED_JSON', '/open', { method: 'POST', headers: json, body: '' }],
    [
      'a body that reaches for the prototype',
      400,
      'MALFORMED_JSON',
      '/open',
      { method: 'POST', headers: json, body: '{"__proto__":{}}' },
    ],
    [
      'another media type',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      '/open',
      { method: 'POST', headers: { 'content-type': 'text/yaml' }, body: 'a: b' },
    ],
    [
      'a body that is too large',
      413,
      'PAYLOAD_TOO_LARGE',
      '/open',
      { method: 'POST', headers: json, body: JSON.stringify({ name: 'x'.repeat(300_000) }) },
    ],
    [
      'an unknown member',
      400,
      'INVALID_REQUEST',
      '/open',
      { method: 'POST', headers: json, body: '{"name":"a","nmae":"b"}' },
    ],
    ['another type', 400, 'INVALID_REQUEST', '/open', { method: 'POST', headers: json, body: '{"name":1}' }],
    ['a bug of ours', 500, 'INTERNAL', '/open/bug', {}],
  ])('%s: %i %s', async (_case, status, code, path, init) => {
    const answer = await call(path, init);
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).not.toContain(SECRET);
    expect(answer.body['instance']).toMatch(/^urn:rescind:request:[0-9a-f-]{36}$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['what is no HTTP', 'GIVE ME\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ])('%s', async (_case, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toContain(`HTTP/1.1 ${String(status)}`);
    expect(answer.toLowerCase()).toContain(`content-type: ${PROBLEM_MEDIA_TYPE}`);
    expect(ProblemSchema.parse(JSON.parse(answer.slice(answer.indexOf('{'))))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

describe('a caller', () => {
  const register = (clientId: string) =>
    decide(process.runtime, (org) => {
      const metadata = {
        grant_types: ['client_credentials'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      } as const;
      return decideRegisterApp(org, { clientId, metadata, callerScopes: new Set<string>() });
    });

  it('is who its token says, with the scopes that it says', async () => {
    const token = await accessToken(process.runtime, { clientId: 'service', scope: 'usage:read apps:block' });
    const { body } = await call('/guarded', bearer(token));
    expect(body).toEqual({
      orgId: ORG,
      kind: 'client',
      id: 'service',
      clientId: 'service',
      scopes: ['usage:read', 'apps:block'],
    });
  });

  it.each([
    ['no credentials', undefined],
    ['another scheme', 'Basic YTpi'],
    ['an empty token', 'Bearer '],
    ['something that can’t be a token', 'Bearer a b'],
  ])('with %s is unauthenticated, and gets a challenge', async (_case, authorization) => {
    const answer = await call('/guarded', { headers: authorization === undefined ? {} : { authorization } });
    expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each<[string, () => Promise<string>]>([
    ['is no JWT', () => Promise.resolve('abc')],
    ['has a payload that is no JSON', () => Promise.resolve('a.Zm9v.b')],
    [
      'is of an issuer that isn’t ours',
      () => accessToken(process.runtime, { issuer: 'https://else.test/o/acme', scope: 'usage:read' }),
    ],
    [
      'names an organisation that isn’t there',
      async () => swapOrg(await accessToken(process.runtime, { scope: 'usage:read' }), 'nobody'),
    ],
    [
      'names another organisation than the one whose key signed',
      () => accessToken(process.runtime, { signedBy: 'other', scope: 'usage:read' }),
    ],
    [
      'is for another audience',
      () => accessToken(process.runtime, { audience: 'https://api.else', scope: 'usage:read' }),
    ],
  ])('whose token %s is refused, and the token is nowhere in the answer', async (_case, mint) => {
    const token = await mint();
    const answer = await call('/guarded', bearer(token));
    expect(answer).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(answer.headers.get('rescind-reason')).not.toBeNull();
    if (token.length > 20)
      expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(token.slice(0, 20));
  });

  it('without the scope is refused with the scope’s name', async () => {
    const answer = await call(
      '/guarded',
      bearer(await accessToken(process.runtime, { scope: 'usage:reader xusage:read' })),
    );
    expect(answer).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect(answer.body['scope']).toBe('usage:read');
    expect(answer.headers.get('www-authenticate')).toContain('scope="usage:read"');
  });

  it('may do nothing where a route names no permission, whatever its scopes', async () => {
    const scope = 'usage:read apps:manage platform:operate';
    const answer = await call('/guarded/unnamed', bearer(await accessToken(process.runtime, { scope })));
    expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('that is a user can do what the user was granted, whatever its app asked for', async () => {
    const token = await accessToken(process.runtime, {
      sub: 'user-1',
      scope: 'usage:read apps:manage openid',
    });
    expect(await call('/guarded', bearer(token))).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    await decide(process.runtime, (org) => decideRegisterUser(org, { userId: 'user-1' }));
    await decide(process.runtime, (org) =>
      decideGrantRole(org, { userId: 'user-1', permissions: ['usage:read'] }),
    );
    const { body } = await call('/guarded', bearer(token));
    expect(body).toMatchObject({
      kind: 'user',
      id: 'user-1',
      clientId: 'service',
      scopes: ['usage:read', 'openid'],
    });
    const command = await call('/guarded/commands/1', { method: 'POST', ...bearer(token) });
    expect(command).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
  });

  it('whose app is blocked is refused at once', async () => {
    await register('blocked-app');
    const token = await accessToken(process.runtime, { clientId: 'blocked-app', scope: 'usage:read' });
    expect((await call('/guarded', bearer(token))).status).toBe(200);
    await decide(process.runtime, (org) => decideBlockApp(org, { clientId: 'blocked-app', blockId: 'b1' }));
    expect(await call('/guarded', bearer(token))).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
  });

  it('whose token was signed with a key that was revoked is refused at once', async () => {
    const token = await accessToken(process.runtime, { orgId: 'other', scope: 'usage:read' });
    expect((await call('/guarded', bearer(token))).status).toBe(200);
    const key = await process.runtime.issuerKeys.create('other');
    await decide(process.runtime, (org) => decideRotateSigningKeys(org, { mode: 'revoke', key }), 'other');
    expect((await call('/guarded', bearer(token))).status).toBe(401);
    expect(
      (
        await call(
          '/guarded',
          bearer(await accessToken(process.runtime, { orgId: 'other', scope: 'usage:read' })),
        )
      ).status,
    ).toBe(200);
  });

  it('is not answered by guesswork while the log is silent: 503', async () => {
    const token = await accessToken(process.runtime, { scope: 'usage:read' });
    process.log.boundsFail = unavailable();
    leap += 60_000;
    const answer = await call('/guarded', bearer(token));
    expect(answer).toMatchObject({ status: 503, code: 'NOT_READY' });
    expect(answer.headers.get('retry-after')).toBe('1');
    process.log.boundsFail = null;
    await until(async () => (await call('/guarded', bearer(token))).status === 200);
  });
});

describe('an Idempotency-Key', () => {
  async function metaOf(
    over: { key?: string; path?: string; body?: unknown; clientId?: string; orgId?: string } = {},
  ): Promise<CommandMeta> {
    const {
      key = 'key-1',
      path = '/guarded/commands/1',
      body = { password: 'hunter2hunter2' },
      clientId = 'service',
      orgId = ORG,
    } = over;
    const token = await accessToken(process.runtime, { scope: 'apps:manage', clientId, orgId });
    const headers = { ...json, authorization: `Bearer ${token}`, 'idempotency-key': key };
    const answer = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
    return answer.body as unknown as CommandMeta;
  }

  it('makes the fact’s id of organisation, actor, route and key', async () => {
    const same = await Promise.all([metaOf(), metaOf({ body: {} }), metaOf({ path: '/guarded/commands/2' })]);
    expect(new Set(same.map(({ factId }) => factId)).size).toBe(1);
    const others = await Promise.all([
      metaOf({ key: 'key-2' }),
      metaOf({ path: '/guarded/others/1' }),
      metaOf({ clientId: 'another' }),
      metaOf({ orgId: 'other' }),
    ]);
    expect(new Set([same[0], ...others].map((meta) => meta.factId)).size).toBe(5);
  });

  it('tells another request by its path and body', async () => {
    const first = await metaOf();
    expect((await metaOf()).requestDigest).toBe(first.requestDigest);
    const others = [await metaOf({ body: {} }), await metaOf({ path: '/guarded/commands/2' })];
    expect(new Set([first, ...others].map(({ requestDigest }) => requestDigest)).size).toBe(3);
  });

  it('leaves nothing in the log by which a password in the body could be tried out', async () => {
    const { createHash } = await import('node:crypto');
    const { requestDigest } = await metaOf();
    const body = JSON.stringify({ password: 'hunter2hunter2' });
    const guesses = [
      JSON.stringify(['/guarded/commands/1', body]),
      JSON.stringify(['/guarded/commands/1', JSON.parse(body)]),
    ];
    const digests = guesses.map((guess) => createHash('sha256').update(guess).digest('base64url'));
    expect(digests).not.toContain(requestDigest);
  });

  it.each([
    ['with a space', 'a b'],
    ['that is too long', 'x'.repeat(256)],
    ['that is empty', ''],
  ])('%s is refused', async (_case, key) => {
    const token = await accessToken(process.runtime, { scope: 'apps:manage' });
    const headers = { ...json, authorization: `Bearer ${token}`, 'idempotency-key': key };
    expect(await call('/guarded/commands/1', { method: 'POST', headers, body: '{}' })).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    });
  });

  it('is not needed; a traceparent goes along only if it is one', async () => {
    const token = await accessToken(process.runtime, { scope: 'apps:manage' });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const withTrace = (value: string): RequestInit => ({
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, traceparent: value },
    });
    expect((await call('/guarded/commands/1', withTrace(traceparent))).body).toEqual({
      orgId: ORG,
      actor: { kind: 'client', id: 'service' },
      traceparent,
    });
    expect((await call('/guarded/commands/1', withTrace('made-up'))).body).not.toHaveProperty('traceparent');
  });
});

/** The same token, claiming another issuer. */
function swapOrg(token: string, orgId: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const changed = Buffer.from(JSON.stringify({ ...claims, iss: `${PUBLIC_URL}/o/${orgId}` })).toString(
    'base64url',
  );
  return `${header}.${changed}.${signature}`;
}
