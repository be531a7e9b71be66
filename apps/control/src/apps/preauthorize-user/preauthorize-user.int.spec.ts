import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PreauthorizationListSchema } from '../list-preauthorizations/list-preauthorizations.http.schema.js';
import { registerOrg } from '#platform/testing';
import { ControlUnderTest, type Request } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

let control: ControlUnderTest;
let ann: string;
let ben: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
  [ann, ben] = [await newUser('ann'), await newUser('ben')];
  await control.call('/groups/sales', { method: 'PUT', body: { name: 'Sales', add: [ben] } });
});
afterAll(async () => {
  await control.close();
});

async function newUser(username: string): Promise<string> {
  const { body } = await control.post('/users', { username, password: 'long enough password' });
  return String(body['user_id']);
}
const list = (id: string, query = '', request: Request = {}) =>
  control.call(`/apps/${id}/preauthorizations${query}`, request);
const put = (id: string, whom: string, body: unknown = {}, request: Request = {}) =>
  control.call(`/apps/${id}/preauthorizations/${whom}`, { ...request, method: 'PUT', body });
const withdraw = (id: string, whom: string, request: Request = {}) =>
  control.call(`/apps/${id}/preauthorizations/${whom}`, { ...request, method: 'DELETE' });

describe('a preauthorization', () => {
  it('is given to users and groups, shown by name, and taken back', async () => {
    const id = await control.newApp();
    expect((await list(id)).body).toEqual({ preauthorizations: [] });
    const given = await put(id, `users/${ann}`, { reason: 'asked' });
    expect([given.status, given.body['status']]).toEqual([202, 'accepted']);
    expect((await put(id, 'groups/sales')).body['status']).toBe('accepted');
    expect((await put(id, 'groups/sales')).body['status']).toBe('nothing-happened');
    expect((await list(id)).body).toEqual({
      preauthorizations: [
        { kind: 'group', id: 'sales', name: 'Sales' },
        { kind: 'user', id: ann, name: 'ann' },
      ],
    });
    const taken = await withdraw(id, `users/${ann}?reason=left`);
    expect([taken.status, taken.body['status']]).toEqual([202, 'accepted']);
    expect((await withdraw(id, `users/${ann}`)).body['status']).toBe('nothing-happened');
    await withdraw(id, 'groups/sales');
    expect((await list(id)).body).toEqual({ preauthorizations: [] });
    const about = (await writtenDecisions(control.deployment.storage.log)).filter(
      ({ fact }) =>
        fact.type.startsWith('UserPreauthori') && 'clientId' in fact.data && fact.data.clientId === id,
    );
    expect(about.map(({ fact }) => [fact.type, fact.data])).toEqual([
      ['UserPreauthorized', { clientId: id, userId: ann, reason: 'asked' }],
      ['UserPreauthorized', { clientId: id, groupId: 'sales' }],
      ['UserPreauthorizationWithdrawn', { clientId: id, userId: ann, reason: 'left' }],
      ['UserPreauthorizationWithdrawn', { clientId: id, groupId: 'sales' }],
    ]);
    expect(about.map(({ actor }) => actor.id)).toEqual(Array(4).fill('service'));
  });

  it('refuses what is not known, here or to the organisation', async () => {
    const id = await control.newApp();
    const token = { orgId: 'other' };
    for (const [answer, status, code] of [
      [await put('unknown', `users/${ann}`), 404, 'APP_NOT_FOUND'],
      [await put(id, `users/${ann}`, {}, { token }), 404, 'APP_NOT_FOUND'],
      [await put(id, 'users/nobody'), 404, 'USER_NOT_FOUND'],
      [await put(id, 'groups/none'), 404, 'GROUP_NOT_FOUND'],
      [await put(id, 'roles/auditor'), 404, 'NOT_FOUND'],
      [await put(id, `users/${ann}`, { why: 'x' }), 400, 'INVALID_REQUEST'],
      [await withdraw('unknown', `users/${ann}`), 404, 'APP_NOT_FOUND'],
      [await withdraw(id, `users/${ann}`, { token }), 404, 'APP_NOT_FOUND'],
      [await withdraw(id, `users/${ann}?why=x`), 400, 'INVALID_REQUEST'],
      [await list('unknown'), 404, 'APP_NOT_FOUND'],
      [await list(id, '', { token }), 404, 'APP_NOT_FOUND'],
    ] as const) {
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
    }
    expect((await list(id)).body).toEqual({ preauthorizations: [] });
  });
});

describe('the list of preauthorizations', () => {
  it('comes in pages, groups before users, each once, and has cursors that another app’s doesn’t take', async () => {
    const [id, other] = [await control.newApp(), await control.newApp()];
    for (const whom of [`users/${ben}`, 'groups/sales', `users/${ann}`]) await put(id, whom);
    const ids: unknown[] = [];
    let query = '?limit=1';
    for (;;) {
      const page = PreauthorizationListSchema.parse((await list(id, query)).body);
      ids.push(...page.preauthorizations.map((row) => row.id));
      if (page.nextCursor === undefined) break;
      query = `?limit=1&cursor=${page.nextCursor}`;
    }
    expect(ids).toEqual(['sales', ...[ann, ben].sort()]);
    for (const answer of [await list(other, query), await list(id, '?cursor=bad')]) {
      expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
    }
  });
});
