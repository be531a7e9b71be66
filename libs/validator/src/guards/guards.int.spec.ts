import { HttpException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { type Closers, GUARDED_SERVERS } from '../testing/guarded-servers.js';
import { InProcess } from '../testing/in-process.js';
import { AUDIENCE, ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../testing/tokens.js';
import { rescindNestGuard } from './nest/index.js';
import type { GuardOptions } from './shared/guard.options.js';
import type { WithToken } from './shared/with-token.js';

const SCOPE = 'orders:read';
const ORDERS = 'https://api.test/orders';
const closers: Closers = [];
let key: TestKey;
beforeAll(async () => {
  key = await makeKey('ES256');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Asks with any number of Authorization headers, which `fetch` can't send. */
async function ask(url: string, ...authorization: string[]) {
  const request = httpRequest(`${url}/`);
  if (authorization.length > 0) request.setHeader('authorization', authorization);
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { statusCode, headers } = response;
  return {
    status: statusCode,
    reason: headers['rescind-reason'],
    challenge: headers['www-authenticate'],
    body: Buffer.concat(chunks).toString(),
  };
}

describe.each(Object.entries(GUARDED_SERVERS))('the %s guard', (_name, serve) => {
  const start = async (options: GuardOptions = { scope: SCOPE }) => {
    const edge = new InProcess({ issuers: [ownIssuer([key])] });
    closers.push(() => edge.validator.close());
    const bearer = async (claims = {}) => `Bearer ${await sign(key, ownClaims(edge.clocks.seconds, claims))}`;
    return { edge, bearer, url: await serve(edge.validator, options, closers) };
  };

  it('lets a good token pass and hands it on', async () => {
    const { url, bearer } = await start();
    expect(await ask(url, await bearer())).toMatchObject({ status: 200, body: 'user-1' });
    expect((await ask(url, (await bearer()).replace('Bearer', 'bEARER  '))).status).toBe(200);
  });

  it('refuses a token that it had let pass, as soon as it is revoked', async () => {
    const { url, bearer, edge } = await start();
    const authorization = await bearer();
    expect((await ask(url, authorization)).status).toBe(200);
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    const refused = await ask(url, authorization);
    expect(refused).toMatchObject({ status: 401, reason: 'token-revoked', body: '' });
    expect(refused.challenge).toBe(
      'Bearer realm="rescind", error="invalid_token", error_description="token-revoked"',
    );
  });

  it.each<[string, string[], number, string]>([
    ['no header', [], 401, 'token-missing'],
    ['another scheme', ['Basic dXNlcjpwdw=='], 401, 'token-missing'],
    ['no token', ['Bearer'], 400, 'authorization-malformed'],
    ['something that is no token', ['Bearer a b'], 400, 'authorization-malformed'],
    ['two headers', ['Bearer a.b.c', 'Bearer d.e.f'], 400, 'authorization-malformed'],
    ['a malformed token', ['Bearer abc'], 401, 'token-malformed'],
  ])('answers %s', async (_what, headers, status, reason) => {
    const { url } = await start();
    const answer = await ask(url, ...headers);
    expect(answer).toMatchObject({ status, reason });
    expect(answer.challenge).toMatch(/^Bearer realm="rescind"/);
  });

  it('answers 403 with the scope that is missing', async () => {
    const { url, bearer } = await start();
    const answer = await ask(url, await bearer({ scope: 'orders:write' }));
    expect(answer).toMatchObject({ status: 403, reason: 'scope-missing' });
    expect(answer.challenge).toContain('error="insufficient_scope"');
    expect(answer.challenge).toContain(`scope="${SCOPE}"`);
  });

  it('lets only tokens of its own audience pass, where it has one', async () => {
    const { url, bearer } = await start({ audience: ORDERS, scope: [SCOPE] });
    expect((await ask(url, await bearer({ aud: [AUDIENCE, ORDERS] }))).status).toBe(200);
    const answer = await ask(url, await bearer({ aud: AUDIENCE }));
    expect(answer).toMatchObject({ status: 401, reason: 'guard-audience-mismatch', body: '' });
    expect(answer.challenge).toContain('error="invalid_token"');
  });

  it('tells its observer what was expected and found, and the caller nothing of it', async () => {
    const lines: string[] = [];
    const onRefused: GuardOptions['onRefused'] = (error) => {
      lines.push(error.logLine);
      throw new Error('an observer with a fault');
    };
    const { url, bearer } = await start({ audience: [ORDERS], onRefused });
    const authorization = await bearer();
    const answer = await ask(url, authorization);
    expect(lines).toEqual([`GUARD_AUDIENCE_MISMATCH: expected "${ORDERS}", found "${AUDIENCE}"`]);
    expect(JSON.stringify(answer)).not.toContain(ORDERS);
    await ask(url);
    await ask(url, 'Basic dXNlcjpwdw==');
    await ask(url, authorization, authorization);
    const expected = 'expected one header, Authorization: Bearer <token>';
    expect(lines.slice(1)).toEqual([
      `TOKEN_MISSING: ${expected}, found no Authorization header`,
      `TOKEN_MISSING: ${expected}, found an Authorization header that does not begin with Bearer`,
      // Where headers come as a Headers object, two of them are one with a comma.
      expect.stringMatching(
        `^AUTHORIZATION_MALFORMED: ${expected}, found (2 headers|something else after Bearer)$`,
      ),
    ]);
  });
});

describe('the Nest guard', () => {
  it('throws what the application makes of a refusal, after setting the headers', async () => {
    const edge = new InProcess({ issuers: [ownIssuer([key])] });
    closers.push(() => edge.validator.close());
    const Guard = rescindNestGuard(edge.validator, (status, reason) => new HttpException(reason, status));
    const guard: CanActivate = new Guard();
    const headers = new Map<string, string>();
    const contextOf = (request: object) =>
      ({
        getType: () => 'http',
        switchToHttp: () => ({
          getRequest: () => request,
          getResponse: () => ({ header: (name: string, value: string) => headers.set(name, value) }),
        }),
      }) as unknown as ExecutionContext;
    const authorization = `Bearer ${await sign(key, ownClaims(edge.clocks.seconds))}`;
    const request: WithToken & { rawHeaders: string[] } = { rawHeaders: ['Authorization', authorization] };
    expect(await guard.canActivate(contextOf(request))).toBe(true);
    expect(request.token?.sub).toBe('user-1');
    edge.record({ effect: 'block', app: 'app-1', id: 'b' });
    const refused = guard.canActivate(contextOf({ raw: request }));
    await expect(refused).rejects.toMatchObject({ status: 401, message: 'app-blocked' });
    expect(headers.get('rescind-reason')).toBe('app-blocked');
  });
});
