import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Acceptance } from '#decision-log';
import { decideRegisterEdge, decideRevokeUserTokens, type Position } from '#domain';
import { gate, until } from '#event-log/testing';
import { createHttpApp, newSecret, PlatformModule } from '#platform';
import { decide, ORG, registerOrg, TestDeployment, type TestProcess } from '#platform/testing';
import { FeedModule } from '../feed.module.js';
import { StreamConnections } from '../stream/stream-connections.js';
import { TestStream } from './test-stream.js';

@Module({})
class FeedProcess {}

/** An edge with a credential. */
export interface TestEdge {
  readonly id: string;
  readonly authorization: string;
}

/** `Authorization` of an edge. */
export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

/** Status and code of an answer that is a problem. */
export const codeOf = async (response: Response): Promise<[number, unknown]> => [
  response.status,
  ((await response.json()) as { code?: unknown }).code,
];

/** The feed over HTTP, on embedded storage in a folder of its own, and another process that writes. */
export class FeedUnderTest {
  private edges = 0;

  private constructor(
    readonly deployment: TestDeployment,
    readonly writer: TestProcess,
    readonly process: TestProcess,
    private readonly app: NestFastifyApplication,
    /** Where it listens. */
    readonly url: string,
  ) {}

  static async start(): Promise<FeedUnderTest> {
    const deployment = await TestDeployment.open();
    const writer = await deployment.start();
    await registerOrg(writer.runtime);
    await registerOrg(writer.runtime, 'other');
    const process = deployment.process({ limits: { headIntervalMs: 50, foldDeadlineMs: 3000 } });
    const app = await appOf(process);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = await app.getUrl();
    await process.runtime.start();
    return new FeedUnderTest(deployment, writer, process, app, url);
  }

  /** The streams that are open. */
  get connections(): StreamConnections {
    return this.app.get(StreamConnections);
  }

  /** The last decision that the feed has folded. */
  get head(): Position {
    return this.process.runtime.decisions.org(ORG)?.position ?? { generation: '', offset: -1 };
  }

  /** Waits until the feed has folded that far. */
  async absorbed(position: Position): Promise<void> {
    await until(() => this.head.offset >= position.offset);
  }

  /** Registers an edge as control does. */
  async registerEdge(orgIds: readonly string[] = [ORG]): Promise<TestEdge> {
    this.edges += 1;
    const id = `edge_${String(this.edges)}`;
    const authorization = await this.putCredential(id, orgIds);
    for (const orgId of orgIds)
      await decide(this.writer.runtime, (org) => decideRegisterEdge(org, { edgeId: id, name: id }), orgId);
    return { id, authorization };
  }

  /** Registers an edge, and waits until the feed has folded that. */
  async registerKnownEdge(): Promise<TestEdge> {
    const edge = await this.registerEdge();
    await until(() => this.process.runtime.decisions.org(ORG)?.edges.has(edge.id) === true);
    return edge;
  }

  /** Stores a new secret of an edge, and answers its `Authorization`. */
  async putCredential(id: string, orgIds: readonly string[] = [ORG]): Promise<string> {
    const secret = newSecret();
    const data = { secretHash: this.deployment.ring.hashSecret(secret), orgIds };
    const credential = { kind: 'edge', id, orgId: orgIds[0] ?? '', alias: null, data } as const;
    await this.deployment.storage.credentials.put(credential);
    return basic(id, secret);
  }

  /** Revokes the access tokens of a user. */
  revoke(userId: string): Promise<Acceptance> {
    return decide(this.writer.runtime, (org) => decideRevokeUserTokens(org, { userId, covers: ['access'] }));
  }

  /** Lets the feed read nothing more until the answer is called. */
  holdBack(): () => void {
    const { opened, open } = gate();
    this.process.log.beforeBatch = () => opened;
    return () => {
      open();
      this.process.log.beforeBatch = () => undefined;
    };
  }

  ask(
    path: string,
    { authorization }: { authorization?: string },
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      headers: { ...(authorization === undefined ? {} : { authorization }), ...headers },
    });
  }

  /** Opens a stream from a position. */
  stream(edge: TestEdge, from: string, headers: Record<string, string> = {}): Promise<TestStream> {
    return TestStream.open(`${this.url}/feed/stream?from=${from}`, {
      authorization: edge.authorization,
      ...headers,
    });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.deployment.close();
  }
}

/** The feed's routes on a process of a deployment. */
export function appOf({ runtime }: TestProcess): Promise<NestFastifyApplication> {
  return createHttpApp(
    { module: FeedProcess, imports: [PlatformModule.forRoot(runtime), FeedModule] },
    runtime,
  );
}
