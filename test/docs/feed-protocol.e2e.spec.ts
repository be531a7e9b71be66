import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { registerApp, type TestApp } from '../platform/actors/apps.js';
import { freePort } from '../platform/processes/child-process.js';
import { type Platform, startEmbeddedPlatform } from '../platform/processes/platform.js';
import { until } from '../platform/until.js';
import { guideBlocks, guideFiles } from './guide-blocks.js';
import { type GuideFolder, writeGuideFolder } from './guide-folder.js';

/** What an edge answers about a token. */
type Answer = readonly [status: number, reason: string];

describe('the edge that docs/guides/feed-protocol.md is made of', () => {
  let platform: Platform;
  let folder: GuideFolder;
  let edge: { readonly url: string; stop(): Promise<void> };
  let credential: Record<string, string>;

  const startEdge = async (): Promise<typeof edge> => {
    const port = await freePort();
    const env = { PATH: process.env['PATH'], RESCIND_URL: platform.url, PORT: String(port), ...credential };
    const child: ChildProcess = spawn(process.execPath, [join(folder.path, 'edge.mjs')], {
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return {
      url: `http://127.0.0.1:${String(port)}/`,
      async stop() {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      },
    };
  };

  beforeAll(async () => {
    platform = await startEmbeddedPlatform();
    folder = writeGuideFolder(guideFiles(guideBlocks('feed-protocol.md')));
    const { body } = await platform.api.post('/edges', { name: 'from the guide' });
    credential = {
      RESCIND_EDGE_ID: String(body['edge_id']),
      RESCIND_EDGE_SECRET: String(body['edge_secret']),
    };
    edge = await startEdge();
  });
  afterAll(async () => {
    await edge.stop();
    folder.remove();
    await platform.close();
  });

  const asks = async (url: string, token: string): Promise<Answer> => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    return [response.status, response.headers.get('rescind-reason') ?? ''];
  };
  /** What both edges say, once both have heard the last decision. */
  const bothSay = async (token: string, expected: Answer): Promise<void> => {
    for (const url of [edge.url, `${platform.url}/edge/verdict`]) {
      await until(
        `${url} says ${expected.join(' ')}`,
        async () => String(await asks(url, token).catch(() => [])) === String(expected),
      );
    }
  };
  const tokenOf = (app: TestApp): Promise<string> => platform.api.clientToken(app.clientId, app.clientSecret);

  const refused: (readonly [token: string, reason: string])[] = [];

  it.each<[string, (app: TestApp, token: string) => readonly [path: string, body: object], string]>([
    ['a block', (app) => [`/apps/${app.clientId}/block`, {}], 'app-blocked'],
    [
      'a token’s revocation',
      (_app, token) => ['/tokens/revoke', { jti: decodeJwt(token).jti }],
      'token-revoked',
    ],
    ['an app’s', (app) => [`/apps/${app.clientId}/revoke`, {}], 'app-revoked'],
    ['a user’s', (app) => [`/users/${app.clientId}/revoke`, {}], 'user-revoked'],
    [
      'a user’s of an app',
      (app) => [`/users/${app.clientId}/apps/${app.clientId}/revoke`, {}],
      'user-app-revoked',
    ],
  ])('refuses by %s, as the SDK does', async (_name, command, reason) => {
    const app = await registerApp(platform);
    const token = await tokenOf(app);
    await bothSay(token, [200, '']);
    const [path, body] = command(app, token);
    expect((await platform.api.post(path, body)).status).toBe(202);
    await bothSay(token, [401, reason]);
    refused.push([token, reason]);
  });

  it('keeps the old token refused after an unblock, and takes a new one', async () => {
    const app = await registerApp(platform);
    const before = await tokenOf(app);
    await platform.api.post(`/apps/${app.clientId}/block`);
    await bothSay(before, [401, 'app-blocked']);
    await platform.api.post(`/apps/${app.clientId}/unblock`);
    await bothSay(before, [401, 'app-revoked']);
    await bothSay(await tokenOf(app), [200, '']);
    refused.push([before, 'app-revoked']);
  });

  it('knows all of it again from a snapshot', async () => {
    await edge.stop();
    edge = await startEdge();
    const app = await registerApp(platform);
    await bothSay(await tokenOf(app), [200, '']);
    expect(refused).toHaveLength(6);
    for (const [token, reason] of refused) expect(await asks(edge.url, token)).toEqual([401, reason]);
  });

  it('refuses what a revoked key signed, and what the organisation revoked', async () => {
    const app = await registerApp(platform);
    const token = await tokenOf(app);
    await bothSay(token, [200, '']);
    expect((await platform.api.confirm('/organization/revoke', { covers: ['access'] })).status).toBe(202);
    await bothSay(token, [401, 'org-revoked']);
    platform.api.forget();
    expect((await platform.api.confirm('/keys/rotate', { mode: 'revoke' })).status).toBe(202);
    platform.api.forget();
    await bothSay(token, [401, 'key-revoked']);
  });

  it('catches up by itself after the feed was gone, and is stale when it stays away', async () => {
    const app = await registerApp(platform);
    const token = await tokenOf(app);
    await bothSay(token, [200, '']);
    await platform.killAll();
    await until('stale', async () => String(await asks(edge.url, token)) === '503,stale');
    await platform.startAgain();
    await bothSay(token, [200, '']);
    await platform.api.post(`/apps/${app.clientId}/block`);
    await bothSay(token, [401, 'app-blocked']);
  });

  it('has reported how far it has come', async () => {
    const app = await registerApp(platform);
    const { body } = await platform.api.post(`/apps/${app.clientId}/block`);
    await until('all edges apply it', async () => {
      const page = await platform.api.get(`/revocations/${String(body['id'])}/propagation`);
      return page.body['complete'] === true;
    });
  });
});
