import { HttpException } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import fastify from 'fastify';
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type RequestListener,
  type Server,
} from 'node:http';
import { once } from 'node:events';
import { InProcess } from '../testing/in-process.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../testing/tokens.js';
import type { Validator } from '../verify/validator.port.js';
import { rescindExpress, type WithToken } from './express/index.js';
import { rescindFastify } from './fastify/index.js';
import { withRescind } from './fetch/index.js';
import { rescindNestGuard } from './nest/index.js';
import { rescindNode } from './node/index.js';

const SCOPE = 'orders:read';
const closers: (() => unknown)[] = [];
let key: TestKey;
beforeAll(async () => {
  key = await makeKey('ES256');
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
}

const servers: Record<string, (validator: Validator) => Promise<string>> = {
  express: (validator) => {
    const app = express();
    app.use(rescindExpress(validator, { scope: SCOPE }));
    app.get('/', (request, response) => void response.send((request as WithToken).token?.sub));
    return listen((request, response) => void app(request, response));
  },
  fastify: async (validator) => {
    const app = fastify();
    app.get(
      '/',
      { onRequest: rescindFastify(validator, { scope: SCOPE }) },
      (request) => (request as WithToken).token?.sub,
    );
    closers.push(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
  'node:http': (validator) =>
    listen((request, response) => {
      void rescindNode(validator, request, response, { scope: SCOPE }).then(
        (token) => token !== null && response.end(token.sub),
      );
    }),
  fetch: (validator) => {
    const handler = withRescind(validator, (_request, token) => new Response(token.sub), { scope: [SCOPE] });
    return listen((request, response) => {
      const headers = new Headers();
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        headers.append(request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '');
      }
      void handler(new Request('http://localhost/', { headers })).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      });
    });
  },
};

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

describe.each(Object.entries(servers))('the %s guard', (_name, serve) => {
  const start = async () => {
    const edge = new InProcess({ issuers: [ownIssuer([key])] });
    closers.push(() => edge.validator.close());
    const bearer = async (claims = {}) => `Bearer ${await sign(key, ownClaims(edge.clocks.seconds, claims))}`;
    return { edge, bearer, url: await serve(edge.validator) };
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
