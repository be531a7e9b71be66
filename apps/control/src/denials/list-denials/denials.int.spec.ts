import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DenialReason } from '#domain';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
let app: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  app = await control.newApp();
  await usage.users('ann', 'bob');
  const of = (userId: string, reason: DenialReason) => ({ clientId: app, userId, reason });
  const at = { edgeId: 'edge-1', where: 'edge', windowId: 'w1' } as const;
  await usage.project([
    usage.denial({ ...of('ann', 'not-installed'), address: '192.0.2.1' }, -9),
    usage.denial({ ...of('ann', 'not-installed'), address: '192.0.2.2' }, -8),
    usage.denial({ ...of('ann', 'blocked'), ...at, count: 4 }, -7),
    usage.denial(of('bob', 'flow-blocked'), -6),
    usage.denial({ clientId: 'stranger', reason: 'not-installed' }, -5),
    usage.denial({ ...of('bob', 'not-installed'), count: 2 }, -4),
  ]);
});
afterAll(() => control.close());

/** Reads a list to its end. Every page except the last must have a cursor. */
async function all(query: string): Promise<Rows> {
  const rows: Rows = [];
  let cursor = '';
  do {
    const { body } = await control.call(`/denials?limit=1&${query}${cursor}`);
    rows.push(...(body['denials'] as Rows));
    const next = body['nextCursor'];
    cursor = typeof next === 'string' ? `&cursor=${next}` : '';
  } while (cursor !== '');
  return rows;
}

const told = (rows: Rows) =>
  rows.map((row) => [row['client_id'], row['user_id'], row['reason'], row['count']]);

it('a denial says who, why, how often, when first and last, and where', async () => {
  const [row] = await all(`client_id=${app}&user_id=ann&reason=not-installed`);
  expect(row).toEqual({
    client_id: app,
    app_name: null,
    installed: true,
    user_id: 'ann',
    username: 'ann@acme.test',
    reason: 'not-installed',
    count: 2,
    first_at: expect.any(String),
    last_at: expect.any(String),
    where: ['issuer'],
    addresses: ['192.0.2.2', '192.0.2.1'],
    last_edge: null,
  });
  expect(Date.parse(String(row?.['last_at'])) - Date.parse(String(row?.['first_at']))).toBe(60_000);
});

describe('denials', () => {
  it('of everything, the latest first; reasons are never added up', async () => {
    expect(told(await all(''))).toEqual([
      [app, 'bob', 'not-installed', 2],
      ['stranger', null, 'not-installed', 1],
      [app, 'bob', 'flow-blocked', 1],
      [app, 'ann', 'blocked', 4],
      [app, 'ann', 'not-installed', 2],
    ]);
  });

  it.each<[string, unknown[]]>([
    [
      'client_id={app}',
      [
        ['bob', 2],
        ['bob', 1],
        ['ann', 4],
        ['ann', 2],
      ],
    ],
    [
      'user_id=ann',
      [
        ['ann', 4],
        ['ann', 2],
      ],
    ],
    [
      'client_id={app}&user_id=bob',
      [
        ['bob', 2],
        ['bob', 1],
      ],
    ],
    [
      'reason=not-installed',
      [
        ['bob', 2],
        [null, 1],
        ['ann', 2],
      ],
    ],
    ['client_id={app}&reason=blocked', [['ann', 4]]],
    ['user_id=bob&reason=flow-blocked', [['bob', 1]]],
    ['client_id={app}&user_id=ann&reason=blocked', [['ann', 4]]],
    ['client_id={app}&reason=ip-not-allowed', []],
    ['client_id=nobody', []],
  ])('by %s', async (query, expected) => {
    const rows = await all(query.replace('{app}', app));
    expect(rows.map((row) => [row['user_id'], row['count']])).toEqual(expected);
  });

  it('at an edge name it', async () => {
    const [row] = await all('reason=blocked');
    expect(row).toMatchObject({
      where: ['edge'],
      addresses: [],
      last_edge: { edge_id: 'edge-1', name: null },
    });
  });

  it('by a reason that isn’t one are 400', async () => {
    expect((await control.call('/denials?reason=bored')).body['code']).toBe('INVALID_REQUEST');
  });

  it('refuse a cursor of another query, another reason’s too', async () => {
    const { body } = await control.call('/denials?reason=not-installed&limit=1');
    const cursor = String(body['nextCursor']);
    for (const query of [
      'reason=blocked',
      '',
      `client_id=${app}&reason=not-installed`,
      `client_id=${app}&user_id=ann`,
    ]) {
      const answer = await control.call(`/denials?${query}&cursor=${cursor}`);
      expect([query, answer.status, answer.body['code']]).toEqual([query, 400, 'BAD_CURSOR']);
    }
  });
});

describe('an app’s denials', () => {
  it('are counted per reason', async () => {
    const { body } = await control.call(`/apps/${app}/denials`);
    expect(body).toMatchObject({ client_id: app, installed: true, total: 9 });
    expect(body['by_reason']).toEqual({
      'not-installed': 4,
      blocked: 4,
      'not-allowlisted': 0,
      'not-preauthorized': 0,
      'flow-blocked': 1,
      'ip-not-allowed': 0,
      'revoked-token-presented': 0,
    });
  });

  it('are there for one that was never registered, too', async () => {
    const { body } = await control.call('/apps/stranger/denials');
    expect(body).toMatchObject({ installed: false, total: 1 });
  });

  it('are none where nobody was denied, and 404 where there is no such app', async () => {
    expect((await control.call(`/apps/${await control.newApp()}/denials`)).body).toMatchObject({ total: 0 });
    expect((await control.call('/apps/made-up/denials')).body['code']).toBe('APP_NOT_FOUND');
  });
});
