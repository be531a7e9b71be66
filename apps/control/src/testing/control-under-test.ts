import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';
import { PROBLEM_MEDIA_TYPE } from '#contracts';
import { decideRegisterApp, type OrgState, PERMISSIONS } from '#domain';
import { createHttpApp, PlatformModule } from '#platform';
import { READ_MODEL_COLLECTIONS } from '#read-models';
import {
  accessToken,
  type AccessTokenParts,
  decide,
  ORG,
  registerOrg,
  TestDeployment,
  type TestProcess,
  type TestProcessOptions,
} from '#platform/testing';
import { ControlModule } from '../control.module.js';

@Module({})
class ControlProcess {}

/** An HTTP answer whose body has been read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

/** An HTTP request. Its token has all permissions by default; `null`: there is no token. */
export interface Request {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly token?: AccessTokenParts | null;
}

/** Control over HTTP, on embedded storage in its own folder. */
export class ControlUnderTest {
  private apps = 0;

  private constructor(
    readonly deployment: TestDeployment,
    readonly process: TestProcess,
    readonly url: string,
    /** `METHOD /path` of every route except those for health and metrics. */
    readonly routes: readonly string[],
    private readonly app: NestFastifyApplication,
  ) {}

  static async start(options: TestProcessOptions = {}): Promise<ControlUnderTest> {
    const deployment = await TestDeployment.open();
    const process = deployment.process(options);
    const { runtime } = process;
    await runtime.storage.readModels.open(READ_MODEL_COLLECTIONS);
    const app = await createHttpApp(
      { module: ControlProcess, imports: [PlatformModule.forRoot(runtime), ControlModule] },
      runtime,
    );
    const routes: string[] = [];
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }: RouteOptions) => {
        for (const each of [method].flat())
          if (!/^\/(health|metrics)/.test(url)) routes.push(`${each} ${url}`);
      });
    await app.listen({ host: '127.0.0.1', port: 0 });
    await runtime.start();
    await registerOrg(runtime);
    return new ControlUnderTest(deployment, process, await app.getUrl(), routes, app);
  }

  async call(
    path: string,
    { method = 'GET', body, headers = {}, token = {} }: Request = {},
  ): Promise<Answer> {
    const scope = PERMISSIONS.join(' ');
    const bearer = token === null ? null : await accessToken(this.process.runtime, { scope, ...token });
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (
      response.status >= 400 &&
      text !== '' &&
      !(response.headers.get('content-type') ?? '').includes(PROBLEM_MEDIA_TYPE)
    ) {
      throw new Error(
        `${method} ${path} answered ${String(response.status)} without a problem document: ${text}`,
      );
    }
    return { status: response.status, headers: response.headers, body: parsed, text };
  }

  post(path: string, body: unknown = {}, request: Request = {}): Promise<Answer> {
    return this.call(path, { method: 'POST', body, ...request });
  }

  /** Asks for a command's preview, and sends the command with the preview's confirmation. */
  async confirm(path: string, body: object = {}, request: Request = {}): Promise<Answer> {
    const preview = await this.post(path, { ...body, dry_run: true }, request);
    if (preview.status !== 200) return preview;
    return this.post(path, { ...body, confirmation: preview.body['confirmation'] }, request);
  }

  /** The organisation, as control has folded it. */
  get org(): OrgState {
    const state = this.process.runtime.decisions.org(ORG);
    if (state === undefined) throw new Error('the organisation is not folded');
    return state;
  }

  /** Registers another app and returns its id. */
  async newApp(orgId = ORG): Promise<string> {
    this.apps += 1;
    const clientId = `client-${String(this.apps)}`;
    const metadata = {
      grant_types: ['client_credentials'],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
    } as const;
    await decide(
      this.process.runtime,
      (state) => decideRegisterApp(state, { clientId, metadata, callerScopes: new Set<string>() }),
      orgId,
    );
    return clientId;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.deployment.close();
  }
}
