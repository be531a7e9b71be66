import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import helmet from '@fastify/helmet';
import { type Type, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, PROBLEM_MEDIA_TYPE, PROBLEMS } from '#contracts';
import type { Runtime } from '../runtime/runtime.js';
import { ProblemException } from './problem.exception.js';
import { ProblemFilter, sendProblem } from './problem.filter.js';

const BODY_LIMIT_BYTES = 256 * 1024;
const ALWAYS_SERVED = ['/health/', '/metrics'];

/** Makes the HTTP side of a process: limits, security headers, problem documents, and 503 until it is ready. */
export async function createHttpApp(
  module: Type | DynamicModule,
  runtime: Runtime,
): Promise<NestFastifyApplication> {
  const { logger, ambient, readiness, trustedProxies } = runtime;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    genReqId: () => ambient.newId(),
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    forceCloseConnections: true,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      sendProblem(error, request, reply, logger);
    },
    clientErrorHandler: refuseConnection,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    abortOnError: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  // Not awaited: that would boot Fastify before Nest has set its error handler.
  void fastify.register(helmet, {
    contentSecurityPolicy: false,
    hsts: runtime.publicUrl.startsWith('https:'),
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    dropNeedlessMediaType(request);
    const detail = readiness.missing;
    if (detail === null || ALWAYS_SERVED.some((path) => request.url.startsWith(path))) {
      done();
      return;
    }
    done(new ProblemException('NOT_READY', { detail, headers: { 'retry-after': '1' } }));
  });
  app.useGlobalFilters(new ProblemFilter(logger));
  return app;
}

/** Many clients send a `Content-Type` with every request. On a DELETE without a body, Fastify would try to parse the body and refuse it. */
function dropNeedlessMediaType({ method, headers }: FastifyRequest): void {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
  if (method === 'DELETE' && length === '0' && coding === undefined) delete headers['content-type'];
}

/** Answers bytes that aren't a valid HTTP request, and closes the connection. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'REQUEST_TIMEOUT' : 'INVALID_REQUEST';
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : PROBLEMS[code].status;
  const body = JSON.stringify({ ...problem(code), status });
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${String(Buffer.byteLength(body))}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
