import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let usage: UsageUnderTest;
const ids: Record<string, string> = {};

async function register(client_name: string, installed = true): Promise<string> {
  const body = { client_name, grant_types: ['client_credentials'], installed };
  const clientId = String((await control.post('/apps', body)).body['client_id']);
  ids[client_name] = clientId;
  return clientId;
}

beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
  const billing = await register('Billing');
  const bilan = await register('ＢＩＬＡＮ 50%');
  const notes = await register('notes', false);
  await control.post(`/apps/${await register('Blocked')}/block`);
  await usage.project([
    ...['ann', 'bob', 'eve'].map((userId) =>
      usage.token({ clientId: billing, userId, tokenId: `t-${userId}` }),
    ),
    usage.token({
      clientId: bilan,
      userId: 'ann',
      tokenId: 'old',
      issuedAt: usage.at(-99),
      expiresAt: usage.at(99),
    }),
    usage.denial({ clientId: notes, count: 4 }),
    usage.denial({ clientId: 'ghost', count: 9 }),
    usage.denial({ clientId: billing, count: 7, reason: 'ip-not-allowed' }),
  ]);
});
afterAll(() => control.close());

async function list(query = ''): Promise<Rows> {
  const { status, body } = await control.call(`/apps${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body['apps'] as Rows;
}
const names = async (query = ''): Promise<unknown[]> =>
  (await list(query)).map((row) => row['client_name'] ?? row['client_id']);

describe('the apps of an organisation', () => {
  it('are all that it knows, installed or not, also those that somebody only tried to use', async () => {
    expect(await names()).toEqual(['ＢＩＬＡＮ 50%', 'Billing', 'Blocked', 'ghost', 'notes']);
    const [billing] = await list('?search=billing');
    const { last_used_at, active_until, installed_at } = billing ?? {};
    expect(billing).toEqual({
      client_id: ids['Billing'],
      client_name: 'Billing',
      registered: true,
      installed: true,
      installed_at,
      permitted_users: 'all_users',
      blocked: false,
      active: true,
      active_until,
      users: 3,
      last_used_at,
      denied: expect.objectContaining({ not_installed: 0, total: 7 }),
      links: {
        self: `/apps/${String(ids['Billing'])}`,
        users: `/apps/${String(ids['Billing'])}/users`,
        denials: `/apps/${String(ids['Billing'])}/denials`,
      },
    });
  });

  it('an app that is not registered has no page of its own, and the list leads to none', async () => {
    const { body } = await control.call('/apps?installed=false');
    const ghost = (body['apps'] as Rows).find((row) => row['registered'] === false);
    expect(ghost?.['links']).toMatchObject({ self: null, users: expect.any(String) });
  });

  it.each([
    ['?installed=true', ['ＢＩＬＡＮ 50%', 'Billing', 'Blocked']],
    ['?installed=false', ['ghost', 'notes']],
    ['?blocked=true', ['Blocked']],
    ['?active=true', ['ＢＩＬＡＮ 50%', 'Billing']],
    ['?active=false&blocked=false', ['ghost', 'notes']],
    ['?denied=true', ['ghost', 'notes']],
    ['?denied=true&installed=true', []],
    ['?search=BIL', ['ＢＩＬＡＮ 50%', 'Billing']],
    ['?search=bilan%2050%25', ['ＢＩＬＡＮ 50%']],
    ['?search=illing', []],
    ['?search=b&active=true', ['ＢＩＬＡＮ 50%', 'Billing']],
    ['?sort=users&active=true', ['Billing', 'ＢＩＬＡＮ 50%']],
    ['?sort=active_until&active=true', ['ＢＩＬＡＮ 50%', 'Billing']],
    ['?sort=last_used&active=true', ['Billing', 'ＢＩＬＡＮ 50%']],
    ['?sort=denied&denied=true', ['ghost', 'notes']],
  ])('are filtered and sorted: %s', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('are found by their whole client_id, first of all, and by no part of it', async () => {
    const id = String(ids['notes']);
    expect(await names(`?search=${id}`)).toEqual(['notes']);
    expect(await names(`?search=${id.slice(0, -1)}`)).toEqual([]);
    expect(await names(`?search=${id}&installed=true`)).toEqual([]);
  });

  it('come in pages that hold each of them once, whatever they are filtered and sorted by', async () => {
    for (const query of ['sort=name', 'sort=users', 'sort=denied', 'sort=last_used&blocked=false']) {
      const whole = await names(`?${query}`);
      const found: unknown[] = [];
      let cursor: string | undefined;
      do {
        const after = cursor === undefined ? '' : `&cursor=${cursor}`;
        const { body } = await control.call(`/apps?${query}&limit=1${after}`);
        found.push(...(body['apps'] as Rows).map((row) => row['client_name'] ?? row['client_id']));
        cursor = body['nextCursor'] as string | undefined;
      } while (cursor !== undefined);
      expect(found).toEqual(whole);
    }
  });

  it.each(['?search=b&sort=users', '?installed=yes', '?sort=size', '?search=', '?limit=0', '?nonsense=1'])(
    'refuse %s',
    async (query) => {
      expect((await control.call(`/apps${query}`)).status).toBe(400);
    },
  );

  it('refuse a cursor of another filter', async () => {
    const { body } = await control.call('/apps?limit=1');
    const answer = await control.call(`/apps?limit=1&installed=true&cursor=${String(body['nextCursor'])}`);
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
  });

  it('with an active token are those of the Connect API', async () => {
    const { body } = await control.call('/apps/oauth/usage');
    expect((body['apps'] as Rows).map((row) => row['identifier'])).toEqual([
      ids['ＢＩＬＡＮ 50%'],
      ids['Billing'],
    ]);
  });
});
