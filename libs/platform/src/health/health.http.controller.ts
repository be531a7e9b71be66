import { Controller, Get, Header, HttpCode, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { Runtime } from '../runtime/runtime.js';

collectDefaultMetrics({ prefix: 'rescind_' });

/** Liveness, readiness and metrics. Needs no credentials, and contains nothing about organisations or users. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly runtime: Runtime) {}

  @Get('health/live')
  @HttpCode(200)
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health/ready')
  ready(@Res({ passthrough: true }) reply: FastifyReply): { status: 'ready' | 'waiting'; checks: unknown } {
    const { ready } = this.runtime.readiness;
    reply.status(ready ? 200 : 503).header('cache-control', 'no-store');
    if (!ready) reply.header('retry-after', '1');
    return { status: ready ? 'ready' : 'waiting', checks: this.runtime.readiness.checks() };
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}
