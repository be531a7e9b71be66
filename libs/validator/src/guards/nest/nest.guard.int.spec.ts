import 'reflect-metadata';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloDriver } from '@nestjs/apollo';
import {
  type ArgumentsHost,
  Controller,
  HttpException,
  type INestApplication,
  Module,
  type Type,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Context, GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import {
  ClientProxyFactory,
  Ctx,
  MessagePattern,
  type MicroserviceOptions,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { ConnectedSocket, SubscribeMessage, WebSocketGateway, WsException } from '@nestjs/websockets';
import { firstValueFrom } from 'rxjs';
import { type Closers, urlOf } from '../../testing/guarded-servers.js';
import { InProcess } from '../../testing/in-process.js';
import { ISSUER, makeKey, ownClaims, ownIssuer, sign, type TestKey } from '../../testing/tokens.js';
import { type ExceptionFactory, type NestGuardOptions, rescindNestGuard, type WithToken } from './index.js';

const closers: Closers = [];
const warnings: unknown[] = [];
const emitWarning = process.emitWarning.bind(process);
let key: TestKey;
let edge: InProcess;
let token: string;

beforeAll(async () => {
  key = await makeKey('ES256');
});
beforeEach(async () => {
  edge = new InProcess({ issuers: [ownIssuer([key])] });
  closers.push(() => edge.validator.close());
  token = await sign(key, ownClaims(edge.clocks.seconds));
  process.emitWarning = (warning: unknown) => void warnings.push(warning);
});
afterEach(async () => {
  process.emitWarning = emitWarning;
  warnings.length = 0;
  for (const close of closers.splice(0).reverse()) await close();
});

const guard = (exception: ExceptionFactory, options?: NestGuardOptions) =>
  rescindNestGuard(edge.validator, exception, options);

async function start(module: Type, prepare?: (app: INestApplication) => void): Promise<string> {
  const app = await NestFactory.create(module, new FastifyAdapter(), { logger: false });
  prepare?.(app);
  closers.push(() => app.close());
  await app.listen(0, '127.0.0.1');
  return urlOf((app.getHttpServer() as Server).address());
}

describe.each([
  ['Apollo', ApolloDriver],
  ['mercurius', MercuriusDriver],
])('before a resolver, with the %s driver', (_name, driver) => {
  interface GraphqlRequest {
    readonly req?: WithToken;
    readonly reply?: { readonly request: WithToken };
  }

  function graphqlModule(options?: NestGuardOptions): Type {
    const Guard = guard((status, reason) => new HttpException(reason, status), options);

    @Resolver()
    class OrdersResolver {
      @Query(() => String)
      @UseGuards(Guard)
      orders(@Context() { req, reply }: GraphqlRequest): string {
        return (req ?? reply?.request)?.token?.sub ?? 'nobody';
      }

      @Query(() => String)
      open(): string {
        return 'open';
      }
    }

    const module = GraphQLModule.forRoot({ driver, autoSchemaFile: true });
    @Module({ imports: [module], providers: [OrdersResolver] })
    class GraphqlModule {}
    return GraphqlModule;
  }

  async function ask(url: string, query: string, authorization?: string) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: unknown; errors?: { message: string }[] };
  }

  it('lets a good token pass, and refuses it as soon as it is revoked', async () => {
    const url = await start(graphqlModule({ scope: 'orders:read' }));
    expect((await ask(url, '{ orders }', `Bearer ${token}`)).data).toEqual({ orders: 'user-1' });
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    const refused = await ask(url, '{ orders }', `Bearer ${token}`);
    expect(refused.errors).toMatchObject([{ message: 'token-revoked' }]);
    expect((await ask(url, '{ open }')).data).toEqual({ open: 'open' });
    expect((await ask(url, '{ orders }')).errors).toMatchObject([{ message: 'token-missing' }]);
    expect(warnings).toEqual([]);
  });

  it('finds the request where an option says', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const url = await start(graphqlModule({ request: () => ({ headers }) }));
    expect((await ask(url, '{ orders }')).data).toEqual({ orders: 'nobody' });
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    expect((await ask(url, '{ orders }')).errors).toMatchObject([{ message: 'token-revoked' }]);
  });
});

describe('before a WebSocket gateway', () => {
  /** The `ws` adapter sends no exceptions to clients by itself. */
  class SentException {
    catch(exception: WsException, host: ArgumentsHost): void {
      const client = host.switchToWs().getClient<{ send(text: string): void }>();
      client.send(JSON.stringify({ event: 'exception', data: exception.getError() }));
    }
  }

  /** What is known of a connection: the request that opened it. */
  interface Connection {
    upgrade?: IncomingMessage & WithToken;
  }

  function gatewayModule(options?: NestGuardOptions): Type {
    const Guard = guard((_status, reason) => new WsException(reason), options);

    @WebSocketGateway()
    @UseFilters(new SentException())
    class OrdersGateway {
      handleConnection(connection: Connection, request: IncomingMessage): void {
        connection.upgrade = request;
      }

      @SubscribeMessage('orders')
      @UseGuards(Guard)
      orders(@ConnectedSocket() connection: Connection): object {
        return { event: 'orders', data: connection.upgrade?.token?.sub ?? 'nobody' };
      }
    }

    @Module({ providers: [OrdersGateway] })
    class GatewayModule {}
    return GatewayModule;
  }

  async function connect(options?: NestGuardOptions) {
    const url = await start(gatewayModule(options), (app) => app.useWebSocketAdapter(new WsAdapter(app)));
    const socket = new WebSocket(url.replace('http', 'ws'), {
      headers: { authorization: `Bearer ${token}` },
    });
    closers.push(() => {
      socket.close();
    });
    await once(socket, 'open');
    return async (data: unknown = {}): Promise<unknown> => {
      const answered = once(socket, 'message') as Promise<[{ data: string }]>;
      socket.send(JSON.stringify({ event: 'orders', data }));
      const [message] = await answered;
      return JSON.parse(message.data);
    };
  }

  it('judges every message by the request that opened the connection', async () => {
    const send = await connect({
      scope: 'orders:read',
      request: (context) => context.switchToWs().getClient<Connection>().upgrade,
    });
    expect(await send()).toEqual({ event: 'orders', data: 'user-1' });
    edge.record({ effect: 'deny', iss: ISSUER, jti: 'token-1' });
    expect(await send()).toEqual({ event: 'exception', data: 'token-revoked' });
  });

  it('judges every message by its own token', async () => {
    const verified: string[] = [];
    const send = await connect({
      token: (context) => context.switchToWs().getData<{ accessToken?: string }>().accessToken,
      onVerified: ({ jti }, context) => void verified.push(`${context.getType()} ${jti ?? ''}`),
    });
    expect(await send({ accessToken: token })).toEqual({ event: 'orders', data: 'nobody' });
    expect(verified).toEqual(['ws token-1']);
    expect(await send({})).toEqual({ event: 'exception', data: 'token-missing' });
    expect(await send({ accessToken: 7 })).toEqual({ event: 'exception', data: 'token-malformed' });
  });

  it('refuses what it has no option for, and says once what to do', async () => {
    const send = await connect();
    expect(await send()).toEqual({ event: 'exception', data: 'Forbidden resource' });
    expect(await send()).toEqual({ event: 'exception', data: 'Forbidden resource' });
    expect(warnings).toMatchObject([{ name: 'GuardContextError', code: 'GUARD_CONTEXT_UNSUPPORTED' }]);
    expect(String(warnings[0])).toMatch(/"ws".*option.*request.*token/);
  });

  it.each<[string, NestGuardOptions]>([
    [
      'request',
      {
        request: (context) =>
          context.switchToWs().getClient<{ absent: { headers: object } }>().absent.headers,
      },
    ],
    [
      'token',
      { token: (context) => context.switchToWs().getData<{ absent: { token: string } }>().absent.token },
    ],
  ])('refuses where the option %s throws, and says once what to do', async (option, options) => {
    const send = await connect(options);
    expect(await send()).toEqual({ event: 'exception', data: 'Forbidden resource' });
    expect(await send()).toEqual({ event: 'exception', data: 'Forbidden resource' });
    expect(warnings).toMatchObject([{ code: 'GUARD_REQUEST_NOT_FOUND', cause: { name: 'TypeError' } }]);
    expect(String(warnings[0])).toContain(`The option ${option} of rescindNestGuard threw`);
  });

  it('refuses as one without a token where the option finds no request', async () => {
    const send = await connect({ request: () => undefined });
    expect(await send()).toEqual({ event: 'exception', data: 'token-missing' });
    expect(warnings).toEqual([]);
  });
});

describe('before a microservice handler', () => {
  async function connect(options?: NestGuardOptions) {
    const Guard = guard((_status, reason) => new RpcException(reason), options);

    @Controller()
    class OrdersController {
      @MessagePattern('orders')
      @UseGuards(Guard)
      orders(@Ctx() context: WithToken): string {
        return context.token?.sub ?? 'nobody';
      }
    }
    @Module({ controllers: [OrdersController] })
    class ServiceModule {}

    const app = await NestFactory.createMicroservice<MicroserviceOptions>(ServiceModule, {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
      logger: false,
    });
    closers.push(() => app.close());
    await app.listen();
    const { port } = app.unwrap<Server>().address() as AddressInfo;
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    closers.push(() => client.close());
    return (data: object) => firstValueFrom(client.send<string>('orders', data));
  }

  it('judges the token of a message', async () => {
    const send = await connect({
      token: (context) => context.switchToRpc().getData<{ accessToken?: string }>().accessToken,
      onVerified: (verified, context) => {
        context.switchToRpc().getContext<WithToken>().token = verified;
      },
    });
    expect(await send({ accessToken: token })).toBe('user-1');
    await expect(send({})).rejects.toMatchObject({ message: 'token-missing' });
    edge.record({ effect: 'block', app: 'app-1', id: 'b' });
    await expect(send({ accessToken: token })).rejects.toMatchObject({ message: 'app-blocked' });
  });

  it('refuses what it has no option for, and says what to do', async () => {
    const send = await connect();
    await expect(send({ accessToken: token })).rejects.toMatchObject({ message: 'Forbidden resource' });
    expect(warnings).toMatchObject([{ code: 'GUARD_CONTEXT_UNSUPPORTED' }]);
    expect(String(warnings[0])).toContain('"rpc"');
  });
});

describe('options that contradict each other', () => {
  it('are refused when the guard is made', () => {
    const both: NestGuardOptions = { request: () => undefined, token: () => undefined };
    const make = () => guard((_status, reason) => new Error(reason), both);
    expect(make).toThrow(expect.objectContaining({ code: 'VALIDATOR_MISCONFIGURED' }));
  });
});
