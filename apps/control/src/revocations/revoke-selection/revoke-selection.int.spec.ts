import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { BULK_LIMIT } from './revoke-selection.http.schema.js';
import { RevokeSelectionResponseSchema } from './revoke-selection.http.schema.js';
import { DECISIONS_TOPIC } from '#event-log';
import { ORG, registerOrg } from '#platform/testing';
import { outcomeUnknown, unavailable } from '#event-log/testing';
import { ControlUnderTest, type Request } from '../../testing/control-under-test.js';
import { issue } from '../../testing/issued-tokens.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});
afterEach(() => {
  control.process.log.beforeAppend = () => undefined;
  control.process.log.afterAppend = () => undefined;
});

const select = (items: readonly object[], body: object = {}, request: Request = {}) =>
  control.post('/revocations', { items, ...body }, request);

/** Decisions that were read since then. */
function follow(): string[] {
  const types: string[] = [];
  control.process.runtime.decisions.onFolded(({ record }) => {
    types.push((JSON.parse(record.value) as { type: string }).type.split('.')[1] ?? '');
  });
  return types;
}

describe('a selection', () => {
  it('of everything that can be revoked: one decision and one outcome per item, in order', async () => {
    const app = await control.newApp();
    await issue(control, { clientId: app, kind: 'refresh', format: 'Opaque', tokenId: 'rt1', grantId: 'g9' });
    const items = [
      { token_id: 'j1' },
      { token_id: 'j1', iss: 'https://else.test' },
      { token_id: 'rt1' },
      { grant_id: 'g1' },
      { session_id: 's1' },
      { client_id: app },
      { user_id: 'u1' },
      { user_id: 'u1', client_id: app },
    ];
    const types = follow();
    const answer = await select(items, { covers: ['refresh', 'access'], reason: 'breach' });
    expect(answer.status).toBe(202);
    const { outcomes = [], ...body } = RevokeSelectionResponseSchema.parse(answer.body);
    expect(outcomes.map(({ item }) => item)).toEqual(items);
    for (const { status, id, location } of outcomes)
      expect([status, location]).toEqual(['accepted', `/revocations/${id ?? ''}`]);
    expect([...types].sort()).toEqual(
      [
        'TokenRevoked',
        'TokenRevoked',
        'GrantRevoked',
        'GrantRevoked',
        'SessionRevoked',
        'AppTokensRevoked',
        'UserTokensRevoked',
        'UserAppTokensRevoked',
      ].sort(),
    );
    expect(body.status).toBe('accepted');
    const position = control.process.runtime.positions.read(ORG, body.position);
    expect(position).toEqual(control.org.position);
  });

  it('of selected users of an app is one decision for each of them', async () => {
    const app = await control.newApp();
    const types = follow();
    await select(['ann', 'bob', 'eve'].map((user_id) => ({ user_id, client_id: app })));
    expect(types).toEqual(['UserAppTokensRevoked', 'UserAppTokensRevoked', 'UserAppTokensRevoked']);
  });

  it('refuses an item by itself, another organisation’s like one that isn’t there', async () => {
    await registerOrg(control.process.runtime, 'neighbour');
    const theirs = await control.newApp('neighbour');
    const mine = await control.newApp();
    const answer = await select([{ client_id: 'nobody' }, { client_id: mine }, { client_id: theirs }]);
    expect(answer.status).toBe(202);
    const problem = { code: 'APP_NOT_FOUND', status: 404 };
    expect(answer.body['outcomes']).toMatchObject([
      { status: 'refused', problem },
      { status: 'accepted' },
      { status: 'refused', problem },
    ]);
    const [one, , other] = RevokeSelectionResponseSchema.parse(answer.body).outcomes ?? [];
    expect(one?.problem).toEqual(other?.problem);
    expect((await select([{ client_id: 'nobody' }])).body['status']).toBe('nothing-happened');
  });

  it('revoked again: nothing happens to a token, a watermark is raised', async () => {
    const items = [{ token_id: 'again' }, { user_id: 'again' }];
    const first = await select(items);
    const again = await select(items);
    expect(first.body['outcomes']).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
    expect(again.body['outcomes']).toMatchObject([{ status: 'nothing-happened' }, { status: 'accepted' }]);
  });

  it('sent again with its Idempotency-Key repeats nothing; another one with that key is 422', async () => {
    const headers = { 'idempotency-key': 'selection-1' };
    const items = [{ client_id: 'nobody' }, { user_id: 'u7' }, { grant_id: 'g7' }];
    const first = await select(items, {}, { headers });
    const { position } = control.org;
    expect((await select(items, {}, { headers })).body).toEqual({ ...first.body, effects: [] });
    const other = await select([...items, { user_id: 'u8' }], {}, { headers });
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(control.org.position).toEqual(position);
  });

  it('of which the log took a part is 503, and completed by its Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'selection-2' };
    const items = Array.from({ length: 6 }, (_, index) => ({ user_id: `part-${String(index)}` }));
    let appended = 0;
    control.process.log.beforeAppend = () => {
      appended += 1;
      if (appended % 2 === 0) throw unavailable();
    };
    expect((await select(items, {}, { headers })).status).toBe(503);
    control.process.log.beforeAppend = () => undefined;
    control.process.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    const unknown = await select(items, {}, { headers });
    expect([unknown.status, unknown.body['code']]).toEqual([503, 'OUTCOME_UNKNOWN']);
    control.process.log.afterAppend = () => undefined;
    const types = follow();
    const completed = await select(items, {}, { headers });
    expect(completed.body['outcomes']).toMatchObject(items.map(() => ({ status: 'accepted' })));
    expect(types).toEqual([]);
  });

  it(`of ${String(BULK_LIMIT)} is taken at once, of one more is 413 with the limit`, async () => {
    const items = Array.from({ length: BULK_LIMIT }, (_, index) => ({ user_id: `many-${String(index)}` }));
    let waiting = 0;
    let most = 0;
    control.process.log.beforeAppend = (topic) => {
      if (topic === DECISIONS_TOPIC) most = Math.max(most, (waiting += 1));
    };
    control.process.log.afterAppend = () => {
      waiting -= 1;
    };
    const answer = await select(items, {}, { headers: { 'idempotency-key': 'many' } });
    expect([answer.status, (answer.body['outcomes'] as unknown[]).length]).toEqual([202, BULK_LIMIT]);
    expect(most).toBeGreaterThan(BULK_LIMIT / 2);

    const { position } = control.org;
    const more = await select([...items, { user_id: 'one-more' }]);
    expect([more.status, more.body['code'], more.body['limit']]).toEqual([413, 'BULK_TOO_LARGE', BULK_LIMIT]);
    expect(control.org.position).toEqual(position);
  });

  it.each<[string, object]>([
    ['no items', { items: [] }],
    ['an item of no sort', { items: [{ app: 'a' }] }],
    ['an item of two sorts', { items: [{ grant_id: 'g', session_id: 's' }] }],
    ['a kind that isn’t one', { items: [{ user_id: 'u' }], covers: ['all'] }],
    ['an unknown member', { items: [{ user_id: 'u' }], dryrun: true }],
  ])('with %s is 400', async (_case, body) => {
    const { position } = control.org;
    expect((await control.post('/revocations', body)).body['code']).toBe('INVALID_REQUEST');
    expect(control.org.position).toEqual(position);
  });
});
