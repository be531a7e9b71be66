import { afterEach, describe, expect, it } from '@jest/globals';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Closers } from '../../testing/guarded-servers.js';
import { InProcess } from '../../testing/in-process.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign } from '../../testing/tokens.js';
import type { VerifiedToken } from '../../token/claims.js';
import { rescindGraphql } from './index.js';

const closers: Closers = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface OrdersContext {
  readonly token?: VerifiedToken;
  readonly verify: () => Promise<VerifiedToken>;
}

/** An Apollo Server that checks the token for the whole request, or in the resolver of `orders` only. */
async function start(where: 'context' | 'resolver') {
  const key = await makeKey('ES256');
  const edge = new InProcess({ issuers: [ownIssuer([key])] });
  closers.push(() => edge.validator.close());
  const server = new ApolloServer<OrdersContext>({
    typeDefs: 'type Query { orders: String, open: String }',
    resolvers: {
      Query: {
        orders: async (_parent: unknown, _args: unknown, context: OrdersContext) =>
          (context.token ?? (await context.verify())).sub,
        open: () => 'open',
      },
    },
    includeStacktraceInErrorResponses: false,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: async ({ req }) => {
      const verify = () => rescindGraphql(edge.validator, req, { scope: 'orders:read' });
      return where === 'context' ? { token: await verify(), verify } : { verify };
    },
  });
  closers.push(() => server.stop());
  const ask = async (query: string, authorization?: string) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify({ query }),
    });
    const body = (await response.json()) as { data?: unknown; errors?: object[] };
    return { status: response.status, headers: response.headers, ...body };
  };
  const bearer = async (claims = {}) => `Bearer ${await sign(key, ownClaims(edge.clocks.seconds, claims))}`;
  return { ask, bearer, edge };
}

describe('a GraphQL server that checks the token for the whole request', () => {
  it('answers a refusal with its status, challenge and reason', async () => {
    const { ask, bearer, edge } = await start('context');
    const authorization = await bearer();
    expect(await ask('{ orders }', authorization)).toMatchObject({ status: 200, data: { orders: 'user-1' } });
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    const refused = await ask('{ orders }', authorization);
    expect(refused).toMatchObject({
      status: 401,
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'token-revoked' } }],
    });
    expect(refused.headers.get('rescind-reason')).toBe('token-revoked');
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await ask('{ orders }', await bearer({ jti: 'other', scope: 'x' }))).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN', reason: 'scope-missing' } }],
    });
  });
});

describe('a resolver that checks the token', () => {
  it('refuses its field, and no other', async () => {
    const { ask, bearer } = await start('resolver');
    expect(await ask('{ orders open }', await bearer())).toMatchObject({
      data: { orders: 'user-1', open: 'open' },
    });
    expect(await ask('{ orders open }')).toMatchObject({
      data: { orders: null, open: 'open' },
      errors: [{ message: 'token-missing', path: ['orders'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
