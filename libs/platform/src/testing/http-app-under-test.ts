import { expect } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, UseGuards } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '#contracts';
import { type CommandMeta, Meta } from '../http/commands.js';
import { createHttpApp } from '../http/http-app.js';
import type { Principal } from '../tokens/own-token.verifier.js';
import { Caller, PermissionGuard, RequirePermission } from '../http/permission.guard.js';
import { ZodValidationPipe } from '../http/zod-validation.pipe.js';
import { PlatformModule } from '../platform.module.js';
import { registerOrg, TestDeployment, type TestProcess } from './test-deployment.js';

/** The message of the error that `GET /open/bug` throws. No answer may contain it. */
export const SECRET = 'top-secret-detail';

@Controller('open')
class OpenController {
  @Post()
  name(@Body(new ZodValidationPipe(z.strictObject({ name: z.string() }))) body: { name: string }): {
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

/** An answer with its whole body. */
export interface Seen {
  readonly status: number;
  readonly code: unknown;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}

/** Headers of a request with a JSON body. */
export const JSON_BODY = { 'content-type': 'application/json' };

/** A request with an access token. */
export const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

/** An HTTP app with open and guarded routes, on embedded storage in a folder of its own. Its monotonic clock can be moved forward. */
export class HttpAppUnderTest {
  private constructor(
    private readonly deployment: TestDeployment,
    readonly process: TestProcess,
    private readonly app: NestFastifyApplication,
    /** Where it listens. */
    readonly url: string,
    private readonly clock: { leap: number },
  ) {}

  /** Opens one that listens and isn't ready: its process was not started. */
  static async open(): Promise<HttpAppUnderTest> {
    const clock = { leap: 0 };
    const deployment = await TestDeployment.open();
    const process = deployment.process({
      ambient: { monotonic: () => performance.now() + clock.leap },
      limits: { headIntervalMs: 50, maxSilenceMs: 1e9 },
    });
    const { runtime } = process;
    const imports = [PlatformModule.forRoot(runtime)];
    const app = await createHttpApp(
      { module: TestModule, imports, controllers: [OpenController, GuardedController] },
      runtime,
    );
    runtime.readiness.waitFor('start', 'Starting.');
    await app.listen({ host: '127.0.0.1', port: 0 });
    return new HttpAppUnderTest(deployment, process, app, await app.getUrl(), clock);
  }

  /** Opens one that is ready, with two organisations. */
  static async start(): Promise<HttpAppUnderTest> {
    const http = await HttpAppUnderTest.open();
    await http.becomeReady();
    return http;
  }

  /** Starts its process, with two organisations. */
  async becomeReady(): Promise<void> {
    const { runtime } = this.process;
    await runtime.start();
    await registerOrg(runtime);
    await registerOrg(runtime, 'other');
    runtime.readiness.waitFor('start', null);
  }

  /** Moves its monotonic clock forward. */
  leap(ms: number): void {
    this.clock.leap += ms;
  }

  /** Sends a request. A refusal must be a problem document without anything internal in it. */
  async call(path: string, init: RequestInit = {}): Promise<Seen> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const body = JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>;
    if (!response.ok) {
      expect(response.headers.get('content-type')).toContain(PROBLEM_MEDIA_TYPE);
      expect(ProblemSchema.parse(body).status).toBe(response.status);
      expect(text).not.toMatch(/\bat .+\.(ts|js):\d+|node_modules/);
    }
    return { status: response.status, code: body['code'], body, headers: response.headers, text };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.deployment.close();
  }
}
