import { expect } from '@jest/globals';
import type { Answer } from '../api/api-client.js';
import { sentBack } from './holdings.js';
import type { Platform } from '../processes/platform.js';
import { until } from '../until.js';

type Row = Record<string, unknown>;

/** The page of the revocation that a command has made. */
export async function revocationPage({ api }: Platform, command: Answer): Promise<Row> {
  const location = command.headers.get('location') ?? '';
  expect(location).toBe(`/revocations/${String(command.body['id'])}`);
  const { status, body, text } = await api.get(location, { headers: sentBack(command) });
  if (status !== 200) throw new Error(`No page: ${String(status)} ${text}`);
  return body;
}

/** Waits until every edge applies a revocation; answers how far it came. */
export async function propagated({ api }: Platform, page: Row): Promise<Row> {
  return until('every edge applies it', async () => {
    const { body } = await api.get(String(page['propagationUrl']));
    return body['complete'] === true ? body : null;
  });
}

/** A command was taken, and has a page that says so, as far as every edge. */
export async function expectPage(platform: Platform, command: Answer, says: Row): Promise<Row> {
  expect({ status: command.status, outcome: command.body['status'] }).toEqual({
    status: 202,
    outcome: 'accepted',
  });
  const page = await revocationPage(platform, command);
  expect(page).toMatchObject({ id: command.body['id'], ...says });
  const { edges } = (await propagated(platform, page)) as { edges: Row };
  expect(edges).toMatchObject({ applied: edges['total'], laggards: [] });
  expect(edges['total']).toBeGreaterThan(0);
  return page;
}

/** All revocations, the newest first. */
export async function revocationsListed({ api }: Platform, after?: Answer): Promise<readonly Row[]> {
  const { body } = await api.get('/revocations?limit=200', { headers: sentBack(after) });
  return body['revocations'] as Row[];
}
