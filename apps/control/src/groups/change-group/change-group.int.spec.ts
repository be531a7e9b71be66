import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

let control: ControlUnderTest;
let ann: string;
let ben: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
  [ann, ben] = [await newUser('ann'), await newUser('ben')];
});
afterAll(async () => {
  await control.close();
});

async function newUser(username: string): Promise<string> {
  const { body } = await control.post('/users', { username, password: 'long enough password' });
  return String(body['user_id']);
}
const put = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  control.call(`/groups/${id}`, { method: 'PUT', body, headers });
const membersOf = async (id: string): Promise<unknown> =>
  ((await control.call(`/groups/${id}`)).body['members'] as { user_id: string }[])
    .map(({ user_id: userId }) => userId)
    .sort();

describe('a group', () => {
  it('is made, changed and shown with the names of its members', async () => {
    const made = await put('sales', { name: 'Sales', add: [ann] });
    expect([made.status, made.body['status']]).toEqual([202, 'accepted']);
    expect((await control.call('/groups/sales')).body).toEqual({
      group_id: 'sales',
      name: 'Sales',
      member_count: 1,
      members: [{ user_id: ann, username: 'ann' }],
    });
    await put('sales', { add: [ben], remove: [ann] });
    expect(await membersOf('sales')).toEqual([ben]);
    await put('sales', { name: 'Field sales' });
    expect((await control.call('/groups/sales')).body).toMatchObject({
      name: 'Field sales',
      member_count: 1,
    });
    const same = await put('sales', { name: 'Field sales', add: [ben], remove: [ann] });
    expect([same.status, same.body['status']]).toEqual([202, 'nothing-happened']);
  });

  it('keeps what two administrators add at once, without a precondition', async () => {
    const answers = await Promise.all([put('both', { add: [ann] }), put('both', { add: [ben] })]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await membersOf('both')).toEqual([ann, ben].sort());
  });

  it('with a precondition is changed by one of two who saw the same', async () => {
    await put('race', { add: [ann] });
    const etag = (await control.call('/groups/race')).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['One', 'Two'].map((name) => put('race', { name }, { 'if-match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
    expect((await put('race', { name: 'Three' }, { 'if-match': etag })).body['code']).toBe(
      'REVISION_MISMATCH',
    );
    expect((await put('race', { name: 'Three' }, { 'if-match': '*' })).status).toBe(202);
  });

  it('is not made, nor changed, with the ETag of a revision that there is not', async () => {
    await put('ahead', { add: [ann] });
    for (const group of ['ahead', 'not-there']) {
      const answer = await put(group, { name: 'Ahead' }, { 'if-match': '"999999"' });
      expect([answer.status, answer.body['code']]).toEqual([412, 'REVISION_MISMATCH']);
    }
    expect((await control.call('/groups/not-there')).status).toBe(404);
  });

  it('says in the log who changed it and why', async () => {
    await put('logged', { add: [ann], reason: 'new here' });
    const { fact, actor } = (await writtenDecisions(control.deployment.storage.log)).at(-1) ?? {};
    expect(fact).toEqual({
      type: 'GroupChanged',
      data: { groupId: 'logged', added: [ann], removed: [], reason: 'new here' },
    });
    expect(actor).toEqual({ kind: 'client', id: 'service' });
  });

  it('is repeated by its Idempotency-Key without another fact', async () => {
    const headers = { 'idempotency-key': 'group-1' };
    const [first, again] = [
      await put('keyed', { add: [ann] }, headers),
      await put('keyed', { add: [ann] }, headers),
    ];
    expect(again.body['id']).toBe(first.body['id']);
    expect((await put('keyed', { add: [ben] }, headers)).status).toBe(422);
  });

  it.each<[unknown, number, string]>([
    [{ add: ['nobody'] }, 404, 'USER_NOT_FOUND'],
    [{ members: [] }, 400, 'INVALID_REQUEST'],
    [{ add: 'ann' }, 400, 'INVALID_REQUEST'],
    [{ name: '' }, 400, 'INVALID_REQUEST'],
    [{ add: ['u'], remove: ['u'] }, 400, 'INVALID_REQUEST'],
    [{ add: Array.from({ length: 1001 }, (_, index) => `u${String(index)}`) }, 400, 'INVALID_REQUEST'],
  ])('is not made by %j', async (body, status, code) => {
    const answer = await put('never', body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect((await control.call('/groups/never')).status).toBe(404);
  });

  it('is unknown to another organisation', async () => {
    await put('ours', { add: [ann] });
    const token = { orgId: 'other' };
    const shown = await control.call('/groups/ours', { token });
    expect([shown.status, shown.body['code']]).toEqual([404, 'GROUP_NOT_FOUND']);
    expect((await control.call('/groups', { token })).body).toEqual({ groups: [] });
    const added = await control.call('/groups/theirs', { method: 'PUT', body: { add: [ann] }, token });
    expect([added.status, added.body['code']]).toEqual([404, 'USER_NOT_FOUND']);
  });
});

describe('the list of groups', () => {
  it('comes in pages, by id, each group once', async () => {
    for (const id of ['page-c', 'page-a', 'page-b']) await put(id, { name: id });
    const ids: unknown[] = [];
    let path = '/groups?limit=2';
    for (;;) {
      const { body } = await control.call(path);
      ids.push(...(body['groups'] as { group_id: string }[]).map(({ group_id: id }) => id));
      if (body['nextCursor'] === undefined) break;
      path = `/groups?limit=2&cursor=${body['nextCursor'] as string}`;
    }
    expect(ids).toEqual([...control.org.groups.keys()].sort());
  });

  it('has cursors that members don’t take', async () => {
    await put('cursor', { add: [ann, ben] });
    const { body } = await control.call('/groups?limit=1');
    const answer = await control.call(`/groups/cursor?cursor=${String(body['nextCursor'])}`);
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
    const first = await control.call('/groups/cursor?limit=1');
    const second = await control.call(`/groups/cursor?cursor=${String(first.body['nextCursor'])}`);
    const shown = [first, second].flatMap(({ body: { members } }) => members as { user_id: string }[]);
    expect(shown.map(({ user_id: id }) => id)).toEqual([ann, ben].sort());
  });

  it('includes the command of a Rescind-Position, and refuses one that nobody answered', async () => {
    const { headers } = await put('written', { name: 'Written' });
    const position = headers.get('rescind-position') ?? '';
    const shown = await control.call('/groups/written', { headers: { 'rescind-position': position } });
    expect(shown.status).toBe(200);
    const forged = await control.call('/groups', { headers: { 'rescind-position': `${position}x` } });
    expect([forged.status, forged.body['code']]).toEqual([400, 'BAD_POSITION']);
  });
});
