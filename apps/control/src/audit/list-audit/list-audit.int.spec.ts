import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { UsageUnderTest } from '../../testing/usage-under-test.js';

type Rows = Record<string, unknown>[];

let control: ControlUnderTest;
let app: string;
const REASON = '=cmd|"/c calc"!A1, said\nsomebody';

beforeAll(async () => {
  control = await ControlUnderTest.start();
  const usage = new UsageUnderTest(control);
  await usage.users('ann');
  app = await control.newApp();
  await control.newApp();
  await control.post(`/apps/${app}/block`, { reason: REASON });
  await control.post(`/apps/${app}/unblock`, {}, { token: { clientId: 'night-watch' } });
  await control.post(`/users/ann/apps/${app}/revoke`);
  await control.post('/users/ann/revoke');
  await usage.project();
});
afterAll(() => control.close());

async function entries(query = ''): Promise<Rows> {
  const { status, body } = await control.call(`/audit${query}`);
  expect(status).toBe(200);
  return body['entries'] as Rows;
}
const types = (rows: Rows): unknown[] => rows.map((row) => row['type']);
const LAST = ['UserTokensRevoked', 'UserAppTokensRevoked', 'AppUnblocked', 'AppBlocked'];

describe('the audit', () => {
  it('says who decided what, when and why, the newest first', async () => {
    const rows = await entries();
    expect(types(rows).slice(0, 4)).toEqual(LAST);
    expect(types(rows).at(-1)).toBe('OrgRegistered');
    expect(rows[3]).toMatchObject({
      subject: { kind: 'app', id: app },
      client_id: app,
      user_id: null,
      reason: REASON,
      outcome: 'accepted',
      outcome_code: null,
    });
    expect(Date.parse(String(rows[3]?.['recorded_at']))).toBeGreaterThanOrEqual(
      Date.parse(String(rows[3]?.['time'])),
    );
  });

  it('is searched by type, actor, app, user and time, and by several of them', async () => {
    expect(types(await entries('?type=AppBlocked'))).toEqual(['AppBlocked']);
    expect(types(await entries(`?client_id=${app}`))).toEqual([...LAST.slice(1), 'AppRegistered']);
    expect(types(await entries('?user_id=ann'))).toEqual([...LAST.slice(0, 2), 'UserRegistered']);
    expect(types(await entries(`?user_id=ann&client_id=${app}`))).toEqual(['UserAppTokensRevoked']);
    const [unblock] = await entries('?type=AppUnblocked');
    const actor = (unblock?.['actor'] as { id: string }).id;
    expect(types(await entries(`?actor=${actor}&type=AppUnblocked`))).toEqual(['AppUnblocked']);
    expect(await entries('?actor=nobody')).toEqual([]);
    const at = String(unblock?.['recorded_at']);
    expect(types(await entries(`?from=${at}`))).toEqual(expect.arrayContaining(LAST.slice(0, 3)));
    expect(types(await entries(`?to=${at}`))).not.toContain('AppUnblocked');
    expect(types(await entries(`?to=${at}`)).at(-1)).toBe('OrgRegistered');
  });

  it('comes in pages that hold each decision once, with a filter that no index answers alone too', async () => {
    for (const query of ['', `&client_id=${app}&type=AppBlocked`]) {
      const found: unknown[] = [];
      let cursor: string | undefined;
      do {
        const after = cursor === undefined ? '' : `&cursor=${cursor}`;
        const { body } = await control.call(`/audit?limit=1${query}${after}`);
        found.push(...(body['entries'] as Rows).map((row) => row['id']));
        cursor = body['nextCursor'] as string | undefined;
      } while (cursor !== undefined);
      expect(found).toEqual((await entries(`?limit=200${query}`)).map((row) => row['id']));
    }
  });

  it.each(['?type=Nonsense', '?from=yesterday', '?limit=1000', '/export', '/export?format=xls'])(
    'refuses %s',
    async (query) => {
      expect((await control.call(`/audit${query}`)).status).toBe(400);
    },
  );
});

describe('the audit as a file', () => {
  async function download(query: string): Promise<{ text: string; headers: Headers }> {
    const { accessToken } = await import('#platform/testing');
    const bearer = await accessToken(control.process.runtime, { scope: 'audit:read' });
    const answer = await fetch(`${control.url}/audit/export${query}`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    expect(answer.status).toBe(200);
    return { text: await answer.text(), headers: answer.headers };
  }

  it('is NDJSON, one entry a line, the same as the list', async () => {
    const { text, headers } = await download('?format=ndjson');
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await entries('?limit=200'));
  });

  it('is CSV with a header, whose cells are no formulas', async () => {
    const { text, headers } = await download('?format=csv&type=AppBlocked');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toMatch(/\.csv"$/);
    const [head, ...rest] = text.split('\r\n');
    expect(head).toMatch(/^id,type,actor_kind,actor_id,reason,time,/);
    expect(rest.join('\r\n')).toContain(`"'=cmd|""/c calc""!A1, said\nsomebody"`);
    expect(rest.join('\r\n').trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('is a problem document while the read models are away', async () => {
    const { readModels } = control.deployment.storage;
    const page = readModels.page.bind(readModels);
    const { ReadModelError } = await import('#read-models');
    readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'away', true));
    const answer = await control.call('/audit/export?format=csv');
    readModels.page = page;
    expect([answer.status, answer.body['code']]).toEqual([503, 'STORE_UNAVAILABLE']);
  });
});
