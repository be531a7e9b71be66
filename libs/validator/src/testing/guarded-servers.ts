import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  type ArgumentsHost,
  Controller,
  type ExceptionFilter,
  Get,
  HttpException,
  Module,
  Req,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { serve } from '@hono/node-server';
import express from 'express';
import fastify, { type FastifyReply } from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { rescindExpress } from '../guards/express/index.js';
import { rescindFastify } from '../guards/fastify/index.js';
import { withRescind } from '../guards/fetch/index.js';
import { type HonoTokenVariables, rescindHono } from '../guards/hono/index.js';
import { rescindKoa } from '../guards/koa/index.js';
import { rescindNestGuard } from '../guards/nest/index.js';
import { rescindNode } from '../guards/node/index.js';
import type { GuardOptions } from '../guards/shared/guard.options.js';
import type { WithToken } from '../guards/shared/with-token.js';
import type { Validator } from '../verify/validator.port.js';

/** What a test has to end, last first. */
export type Closers = (() => unknown)[];

/** Starts a server whose `/` is guarded and answers the token's `sub`; answers its URL. */
export type ServeGuarded = (validator: Validator, options: GuardOptions, closers: Closers) => Promise<string>;

/** Starts a `node:http` server. */
async function listen(listener: RequestListener, closers: Closers): Promise<string> {
  const server: Server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return urlOf(server.address());
}

/** The URL of a server that listens on a port of this machine. */
export function urlOf(address: ReturnType<Server['address']>): string {
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return `http://127.0.0.1:${String(address.port)}`;
}

/** A real server of each framework, with its guard. */
export const GUARDED_SERVERS: Readonly<Record<string, ServeGuarded>> = {
  express: (validator, options, closers) => {
    const app = express();
    app.use(rescindExpress(validator, options));
    app.get('/', (request, response) => void response.send((request as WithToken).token?.sub));
    return listen((request, response) => void app(request, response), closers);
  },
  fastify: async (validator, options, closers) => {
    const app = fastify();
    app.get(
      '/',
      { onRequest: rescindFastify(validator, options) },
      (request) => (request as WithToken).token?.sub,
    );
    closers.push(() => app.close());
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
  koa: (validator, options, closers) => {
    const app = new Koa<WithToken>();
    app.use(rescindKoa(validator, options));
    app.use((context) => {
      context.body = context.state.token?.sub;
    });
    const handle = app.callback();
    return listen((request, response) => void handle(request, response), closers);
  },
  hono: async (validator, options, closers) => {
    const app = new Hono<{ Variables: HonoTokenVariables }>();
    app.use('/*', rescindHono(validator, options));
    app.get('/', (context) => context.text(context.get('token').sub ?? ''));
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    closers.push(() => server.close());
    return urlOf(server.address());
  },
  'node:http': (validator, options, closers) =>
    listen((request, response) => {
      void rescindNode(validator, request, response, options).then(
        (token) => token !== null && response.end(token.sub),
      );
    }, closers),
  fetch: (validator, options, closers) => {
    const handler = withRescind(validator, (_request, token) => new Response(token.sub), options);
    return listen((request, response) => {
      const headers = new Headers();
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        headers.append(request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '');
      }
      void handler(new Request('http://localhost/', { headers })).then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      });
    }, closers);
  },
  'Nest (Fastify)': (validator, options, closers) =>
    serveNest(validator, options, closers, new FastifyAdapter()),
  'Nest (Express)': (validator, options, closers) =>
    serveNest(validator, options, closers, new ExpressAdapter()),
};

/** Answers an exception with its status and no body, as the other guards do. */
class EmptyAnswer implements ExceptionFilter {
  catch(exception: HttpException, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<FastifyReply | express.Response>();
    response.status(exception.getStatus());
    response.send();
  }
}

async function serveNest(
  validator: Validator,
  options: GuardOptions,
  closers: Closers,
  adapter: FastifyAdapter | ExpressAdapter,
): Promise<string> {
  const Guard = rescindNestGuard(validator, (status, reason) => new HttpException(reason, status), options);

  @Controller()
  @UseGuards(Guard)
  class GuardedController {
    @Get()
    subject(@Req() request: WithToken): string | undefined {
      return request.token?.sub;
    }
  }

  @Module({ controllers: [GuardedController] })
  class GuardedModule {}

  const app = await NestFactory.create(GuardedModule, adapter, { logger: false });
  app.useGlobalFilters(new EmptyAnswer());
  closers.push(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
