// A resource server with every framework that the package has a guard for, all of them with one validator. The test compiles this text
// as an ES module and as CommonJS, outside the repository, and runs it on every runtime. What can't be had twice in one process, such as
// a port, is asked for anew: each server listens on a port of its own, and their addresses are printed once, as one line of JSON.
import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Controller, Get, HttpException, Module, Req, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Context, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createValidator, feedSource } from '@rescind/validator';
import { rescindExpress, type WithToken } from '@rescind/validator/express';
import { rescindFastify } from '@rescind/validator/fastify';
import { withRescind } from '@rescind/validator/fetch';
import { rescindGraphql } from '@rescind/validator/graphql';
import { type HonoTokenVariables, rescindHono } from '@rescind/validator/hono';
import { rescindKoa } from '@rescind/validator/koa';
import { rescindNestGuard } from '@rescind/validator/nest';
import { rescindNode } from '@rescind/validator/node';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import mercurius from 'mercurius';

const issuer = process.env['ISSUER'] ?? '';
const scope = 'orders:read';
const local = { port: 0, host: '127.0.0.1' };

const validator = createValidator({
  issuers: [
    {
      issuer,
      jwksUri: process.env['JWKS_URI'] ?? '',
      audience: process.env['AUDIENCE'] ?? '',
      own: true,
    },
  ],
  source: feedSource({
    url: process.env['FEED_URL'] ?? '',
    orgId: process.env['ORG_ID'] ?? '',
    edgeId: process.env['EDGE_ID'] ?? '',
    edgeSecret: process.env['EDGE_SECRET'] ?? '',
  }),
});

const OrdersGuard = rescindNestGuard(validator, (status, reason) => new HttpException(reason, status), {
  scope,
});

@Controller()
class OrdersController {
  @Get()
  @UseGuards(OrdersGuard)
  orders(@Req() request: WithToken): string {
    return request.token?.sub ?? '';
  }
}

@Module({ controllers: [OrdersController] })
class RestModule {}

@Resolver()
class OrdersResolver {
  @Query(() => String)
  @UseGuards(OrdersGuard)
  who(@Context() context: { readonly reply: { readonly request: WithToken } }): string {
    return context.reply.request.token?.sub ?? '';
  }
}

@Module({
  imports: [GraphQLModule.forRoot<MercuriusDriverConfig>({ driver: MercuriusDriver, autoSchemaFile: true })],
  providers: [OrdersResolver],
})
class GraphqlModule {}

/** One row for each way to guard a server. Each answers the `sub` of the token that it let pass. */
const servers: Readonly<Record<string, () => Promise<string>>> = {
  express: () => {
    const app = express();
    app.get('/', rescindExpress(validator, { scope }), (request, response) => {
      response.send((request as WithToken).token?.sub);
    });
    return listening(createServer(app));
  },
  fastify: () => {
    const app = fastify();
    app.get(
      '/',
      { onRequest: rescindFastify(validator, { scope }) },
      (request) => (request as WithToken).token?.sub,
    );
    return app.listen(local);
  },
  nest: () => nest(RestModule),
  'nest-graphql': async () => `${await nest(GraphqlModule)}/graphql?query={who}`,
  graphql: async () => {
    const app = fastify();
    await app.register(mercurius, {
      schema: 'type Query { who: String }',
      resolvers: {
        Query: {
          who: async (_root, _arguments, { reply }) =>
            (await rescindGraphql(validator, reply.request.raw, { scope })).sub,
        },
      },
    });
    return `${await app.listen(local)}/graphql?query={who}`;
  },
  koa: () => {
    const app = new Koa();
    app.use(rescindKoa(validator, { scope }));
    app.use((context) => {
      context.body = (context.state as WithToken).token?.sub;
    });
    const handle = app.callback();
    return listening(createServer((request, response) => void handle(request, response)));
  },
  hono: () => {
    const app = new Hono<{ Variables: HonoTokenVariables }>();
    app.use(rescindHono(validator, { scope }));
    app.get('/', (context) => context.text(context.get('token').sub ?? ''));
    return serving(app.fetch);
  },
  fetch: () => serving(withRescind(validator, (_request, token) => new Response(token.sub), { scope })),
  'node:http': () =>
    listening(
      createServer((request, response) => {
        void rescindNode(validator, request, response, { scope }).then((token) => {
          if (token !== null) response.end(token.sub);
        });
      }),
    ),
};

async function nest(module: new () => object): Promise<string> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen(local);
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

async function serving(fetch: (request: Request) => Response | Promise<Response>): Promise<string> {
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  return addressOf(server);
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return addressOf(server);
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port');
  return `http://127.0.0.1:${String(address.port)}`;
}

async function main(): Promise<void> {
  const wanted = (process.env['SERVERS'] ?? Object.keys(servers).join(' ')).split(' ');
  const started = await Promise.all(wanted.map(async (name) => [name, await servers[name]?.()] as const));
  await validator.ready();
  process.stdout.write(`${JSON.stringify(Object.fromEntries(started))}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
