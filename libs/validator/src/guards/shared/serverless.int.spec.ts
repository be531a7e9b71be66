import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import Koa from 'koa';
import serverless from 'serverless-http';
import { InProcess } from '../../testing/in-process.js';
import { makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../../testing/tokens.js';
import type { Validator } from '../../verify/validator.port.js';
import { rescindExpress } from '../express/index.js';
import { rescindKoa } from '../koa/index.js';
import { authorizationOf } from './authorization-header.js';
import { authorize } from './authorize.js';
import type { WithToken } from './with-token.js';

let key: TestKey;
let edge: InProcess;
beforeAll(async () => {
  key = await makeKey('ES256');
});
afterEach(() => edge.validator.close());

async function start(): Promise<{ validator: Validator; authorization: string }> {
  edge = new InProcess({ issuers: [ownIssuer([key])] });
  return {
    validator: edge.validator,
    authorization: `Bearer ${await sign(key, ownClaims(edge.clocks.seconds))}`,
  };
}

interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The events that AWS sends, as far as headers go: each with these values of `Authorization`. */
const EVENTS: Readonly<Record<string, (authorization: readonly string[]) => object>> = {
  'API Gateway REST (payload 1.0)': (authorization) => ({
    version: '1.0',
    httpMethod: 'GET',
    path: '/',
    headers: {
      Host: 'api.test',
      ...(authorization.length > 0 ? { Authorization: authorization.at(-1) } : {}),
    },
    multiValueHeaders: {
      Host: ['api.test'],
      ...(authorization.length > 0 ? { Authorization: authorization } : {}),
    },
    requestContext: { identity: {} },
    body: null,
    isBase64Encoded: false,
  }),
  'API Gateway HTTP (payload 2.0)': (authorization) => ({
    version: '2.0',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      host: 'api.test',
      ...(authorization.length > 0 ? { authorization: authorization.join(',') } : {}),
    },
    requestContext: { http: { method: 'GET', path: '/', sourceIp: '192.0.2.1' } },
    isBase64Encoded: false,
  }),
};

describe.each(Object.entries(EVENTS))('a Lambda event of %s', (_name, eventOf) => {
  const apps: Record<string, (validator: Validator) => (event: object) => Promise<LambdaAnswer>> = {
    'serverless-http with Express': (validator) => {
      const app = express();
      app.use(rescindExpress(validator));
      app.get('/', (request, response) => void response.send((request as WithToken).token?.sub));
      const handle = serverless(app);
      return async (event) => (await handle(event, {})) as LambdaAnswer;
    },
    'serverless-http with Koa': (validator) => {
      const app = new Koa<WithToken>();
      app.use(rescindKoa(validator));
      app.use((context) => {
        context.body = context.state.token?.sub;
      });
      const handle = serverless(app);
      return async (event) => (await handle(event, {})) as LambdaAnswer;
    },
  };

  it.each(Object.entries(apps))('passes the guard by %s', async (_adapter, make) => {
    const { validator, authorization } = await start();
    const handle = make(validator);
    expect(await handle(eventOf([authorization]))).toMatchObject({ statusCode: 200, body: 'user-1' });
    expect(await handle(eventOf([]))).toMatchObject({
      statusCode: 401,
      headers: { 'rescind-reason': 'token-missing' },
    });
  });

  it('can be asked about without an adapter', async () => {
    const { validator, authorization } = await start();
    const ask = (...values: string[]) => authorize(validator, authorizationOf(eventOf(values)));
    expect((await ask(authorization)).sub).toBe('user-1');
    await expect(ask()).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
    await expect(ask(authorization, authorization)).rejects.toMatchObject({
      code: 'AUTHORIZATION_MALFORMED',
    });
  });
});

describe('a header that was sent twice, by serverless-http', () => {
  const statusOf = async (event: keyof typeof EVENTS) => {
    const { validator, authorization } = await start();
    const app = express();
    app.use(rescindExpress(validator));
    app.get('/', (_request, response) => void response.end());
    const twice = EVENTS[event]?.(['Bearer a.b.c', authorization]) ?? {};
    return ((await serverless(app)(twice, {})) as LambdaAnswer).statusCode;
  };

  it('is refused where the gateway joined the values', async () => {
    expect(await statusOf('API Gateway HTTP (payload 2.0)')).toBe(400);
  });

  it('can not be seen where the adapter hands on the last value only, which is the one that the application sees', async () => {
    expect(await statusOf('API Gateway REST (payload 1.0)')).toBe(200);
  });
});
