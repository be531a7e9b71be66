import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Answer } from '../api/api-client.js';
import { registerApp } from '../actors/apps.js';
import type { AppProcess } from '../processes/child-process.js';
import type { Platform } from '../processes/platform.js';
import { expectUnavailable } from '../api/problems.js';
import { reasonsListed } from '../pages/read-pages.js';
import type { ResourceServer } from '../actors/resource-server.js';
import type { RevocationLoad } from './revocation-load.js';
import { until } from '../until.js';

/** Long enough for every client to have connected again, ms. */
const RECOVERY_MS = 60_000;

/** Waits until every process says that it is ready. */
export async function allReady({ processes }: Platform): Promise<void> {
  for (const { name, url } of processes.values()) {
    await until(`${name} is ready`, async () => (await fetch(`${url}/health/ready`)).ok, RECOVERY_MS);
  }
}

/** Everything is ready by itself, the edges accept a new token, and a revocation gets through to them. */
export async function expectWellAgain(platform: Platform, edges: readonly ResourceServer[]): Promise<void> {
  const { api } = platform;
  await allReady(platform);
  const app = await registerApp(platform);
  const token = await api.clientToken(app.clientId, app.clientSecret);
  for (const edge of edges) {
    await edge.accepts(token);
  }
  expect((await api.post(`/apps/${app.clientId}/block`)).status).toBe(202);
  for (const edge of edges) {
    await until('the app is refused', async () => (await edge.call(token)).reason === 'app-blocked');
  }
}

/** What was acknowledged happened once; what surely wasn't written didn't; sent again with the same key, each has happened once. */
export async function expectEachOnce(platform: Platform, load: RevocationLoad): Promise<void> {
  const listed = async (): Promise<ReadonlyMap<string, number>> => {
    const { answer } = await load.send(randomUUID());
    expect(answer.status).toBe(202);
    return reasonsListed(platform, String(answer.body['position']));
  };
  const before = await listed();
  for (const { key } of load.acknowledged) expect([key, before.get(key)]).toEqual([key, 1]);
  for (const { key, answer } of load.failed) {
    const surelyNot = answer.body['code'] === 'LOG_UNAVAILABLE' || answer.body['code'] === 'NOT_READY';
    if (surelyNot) expect([key, before.get(key)]).toEqual([key, undefined]);
  }
  for (const { key } of load.failed) expect((await load.send(key)).answer.status).toBe(202);
  const after = await listed();
  for (const { key } of load.sent) expect([key, after.get(key)]).toEqual([key, 1]);
}

/** The process is alive, says that it waits for the server, and answers nothing else. */
export async function expectWaiting({ name, url }: AppProcess, server: string): Promise<void> {
  await until(`${name} listens`, async () => (await fetch(`${url}/health/live`)).status === 200);
  const waiting = await until(`${name} says what it waits for`, async () => {
    const answer = await answerOf(await fetch(`${url}/health/ready`));
    const checks = answer.body['checks'] as { status: string; detail?: string }[];
    const named = checks.some(
      ({ status, detail }) => status === 'waiting' && detail?.includes(server) === true,
    );
    return named ? answer : null;
  });
  expect([waiting.status, waiting.body['status']]).toEqual([503, 'waiting']);
  expect(waiting.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expectUnavailable(await answerOf(await fetch(`${url}/revocations`)), 'NOT_READY');
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const body = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body, text };
}
