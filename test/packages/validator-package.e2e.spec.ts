import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FeedFixture } from '../../libs/validator/src/testing/feed.fixture.js';
import {
  AUDIENCE,
  ISSUER,
  jwksOf,
  makeKey,
  ownClaims,
  sign,
  type TestKey,
} from '../../libs/validator/src/testing/tokens.js';
import { until } from '../platform/until.js';
import { type ConsumerProject, makeConsumerProject } from './consumer-project.js';
import { ask, runConsumer } from './consumer-run.js';
import { commandOf, RUNTIMES } from './runtimes.js';

const MAX_MINIFIED_KB = 120;
const FRAMEWORKS = [
  'express',
  'fastify',
  'nest',
  'nest-graphql',
  'graphql',
  'koa',
  'hono',
  'fetch',
  'node:http',
];

const npmRun = (script: string) =>
  spawnSync('npm', ['run', '--silent', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });

describe('the package @rescind/validator', () => {
  let tarball: string;
  let packed: string;
  beforeAll(() => {
    packed = npmRun('pack:validator').stdout;
    tarball = /^(\S+\.tgz): /m.exec(packed)?.[1] ?? '';
  });

  it(`is at most ${String(MAX_MINIFIED_KB)} KB minified, all of it, without jose`, () => {
    const size = Number(/^Everything it exports, without jose: ([\d.]+) KB minified/m.exec(packed)?.[1]);
    expect(size).toBeGreaterThan(20);
    expect(size).toBeLessThanOrEqual(MAX_MINIFIED_KB);
  });

  it('is read by every tool as it is meant', () => {
    const { status, stdout } = npmRun('lint:package');
    expect([status, status === 0 ? '' : stdout]).toEqual([0, '']);
  });

  describe('installed into a project outside the repository', () => {
    let project: ConsumerProject;
    let feed: FeedFixture;
    let key: TestKey;
    let jwks: Server;
    let env: Record<string, string>;
    beforeAll(async () => {
      key = await makeKey('ES256');
      feed = await FeedFixture.start();
      await feed.deny('some-other-token');
      jwks = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(jwksOf(key)));
      });
      jwks.listen(0, '127.0.0.1');
      await once(jwks, 'listening');
      const { port } = jwks.address() as { port: number };
      const { orgId, edgeId, edgeSecret } = feed.edge;
      env = {
        ISSUER,
        AUDIENCE,
        JWKS_URI: `http://127.0.0.1:${String(port)}/jwks`,
        FEED_URL: feed.url,
        ORG_ID: orgId,
        EDGE_ID: edgeId,
        EDGE_SECRET: edgeSecret,
      };
      project = await makeConsumerProject(tarball);
    }, 300_000);
    afterAll(async () => {
      jwks.closeAllConnections();
      jwks.close();
      await feed.close();
      project.remove();
    });

    it.each(['nodenext', 'bundler'] as const)(
      'compiles in TypeScript that resolves as %s, with every framework’s own types',
      (resolution) => {
        expect(project.compile(resolution)).toEqual([]);
      },
      180_000,
    );

    const NODE_24 = () => Promise.resolve([process.execPath]);
    const NODE_22 = () => commandOf(RUNTIMES['Node 22']);
    const NODE_20 = () => commandOf(RUNTIMES['Node 20.19']);
    const BUN = () => commandOf(RUNTIMES.Bun);
    const DENO = () => commandOf(RUNTIMES.Deno);
    it.each<[string, string, () => Promise<readonly string[]>, readonly string[]]>([
      ['an ES module on Node 24', 'nodenext/servers.mjs', NODE_24, FRAMEWORKS],
      ['CommonJS on Node 24', 'nodenext/servers.cjs', NODE_24, FRAMEWORKS],
      ['what a bundler’s TypeScript made on Node 24', 'bundler/servers.js', NODE_24, FRAMEWORKS],
      ['CommonJS on Node 22', 'nodenext/servers.cjs', NODE_22, FRAMEWORKS],
      ['an ES module on Node 20.19', 'nodenext/servers.mjs', NODE_20, FRAMEWORKS],
      ['CommonJS on Node 20.19', 'nodenext/servers.cjs', NODE_20, FRAMEWORKS],
      ['an ES module on Bun', 'nodenext/servers.mjs', BUN, FRAMEWORKS],
      ['an ES module on Deno', 'nodenext/servers.mjs', DENO, FRAMEWORKS],
    ])(
      'guards every server as %s',
      async (what, file, runtime, frameworks) => {
        const run = await runConsumer([...(await runtime()), file], project.path, {
          ...env,
          SERVERS: frameworks.join(' '),
        });
        try {
          const jti = `token of ${what}`;
          const token = await sign(key, ownClaims(Math.floor(Date.now() / 1000), { jti }));
          const answers = async (text: string | null) =>
            Object.fromEntries(
              await Promise.all(
                frameworks.map(async (name) => [name, await ask(run.urls[name] ?? '', text)] as const),
              ),
            );
          const all = (status: number, says: string) =>
            Object.fromEntries(frameworks.map((name) => [name, { status, says }]));
          expect(await answers(token)).toEqual(all(200, 'user-1'));
          expect(await answers(null)).toEqual(all(401, 'token-missing'));
          await feed.deny(jti);
          await until(
            'the revocation arrived',
            async () => (await ask(run.urls['node:http'] ?? '', token)).status === 401,
          );
          expect(await answers(token)).toEqual(all(401, 'token-revoked'));
        } finally {
          await run.close();
        }
      },
      120_000,
    );
  });
});
