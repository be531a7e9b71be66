import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ROLES } from '#domain';
import { registerOrg } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

let control: ControlUnderTest;
let users = 0;
let user: string;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await registerOrg(control.process.runtime, 'other');
});
beforeEach(async () => {
  users += 1;
  const username = `user-${String(users)}`;
  const { body } = await control.post('/users', { username, password: 'long enough password' });
  user = String(body['user_id']);
});
afterAll(async () => {
  await control.close();
});

const grant = (body: unknown, scope?: string) =>
  control.post(`/users/${user}/permissions`, body, scope === undefined ? {} : { token: { scope } });
const withdraw = (body: unknown, scope?: string) =>
  control.post(`/users/${user}/permissions/withdraw`, body, scope === undefined ? {} : { token: { scope } });
const shown = async () => (await control.call(`/users/${user}`)).body;

describe('permissions of a user', () => {
  it('are given one by one and by roles, shown, and taken back', async () => {
    expect((await shown())['permissions']).toEqual([]);
    expect((await grant({ permissions: ['apps:block'], roles: ['auditor'] })).status).toBe(202);
    expect(await shown()).toMatchObject({
      user_id: user,
      username: `user-${String(users)}`,
      permissions: ['apps:block', 'audit:read', 'usage:read'],
      roles: ['auditor'],
      groups: [],
      registered_at: expect.stringMatching(/Z$/),
    });
    expect((await withdraw({ permissions: ['usage:read'] })).status).toBe(202);
    expect(await shown()).toMatchObject({ permissions: ['apps:block', 'audit:read'], roles: [] });
    const again = await withdraw({ permissions: ['usage:read'] });
    expect([again.status, again.body['status']]).toEqual([202, 'nothing-happened']);
  });

  it('of a role are withdrawn with it, all of them', async () => {
    await grant({ roles: ['app-administrator', 'auditor'] });
    await withdraw({ roles: ['auditor'] });
    expect(await shown()).toMatchObject({
      roles: [],
      permissions: ROLES['app-administrator'].filter((permission) => permission !== 'usage:read').toSorted(),
    });
  });

  it('amount to the role of an administrator', async () => {
    await grant({ roles: ['administrator'] });
    expect((await shown())['roles']).toEqual(['administrator', 'app-administrator', 'auditor']);
  });

  it('are handed on by those who hold them, and withdrawn by anybody', async () => {
    const scope = 'users:manage usage:read';
    const refused = await grant({ permissions: ['usage:read', 'apps:block', 'keys:rotate'] }, scope);
    expect([refused.status, refused.body['code'], refused.body['scope']]).toEqual([
      403,
      'SCOPE_NOT_HELD',
      'apps:block',
    ]);
    const role = await grant({ roles: ['auditor'] }, scope);
    expect([role.status, role.body['scope']]).toEqual([403, 'audit:read']);
    expect((await shown())['permissions']).toEqual([]);
    expect((await grant({ permissions: ['usage:read'] }, scope)).status).toBe(202);
    await grant({ permissions: ['keys:rotate'] });
    expect((await withdraw({ permissions: ['keys:rotate'] }, scope)).status).toBe(202);
    expect((await shown())['permissions']).toEqual(['usage:read']);
  });

  it('that were withdrawn are gone from the tokens that the user has', async () => {
    await grant({ permissions: ['users:manage', 'usage:read'] });
    const token = { scope: 'users:manage usage:read', sub: user, clientId: 'console' };
    expect((await control.call('/roles', { token })).status).toBe(200);
    await withdraw({ permissions: ['users:manage'] });
    const answer = await control.call('/roles', { token });
    expect([answer.status, answer.body['scope']]).toEqual([403, 'users:manage']);
  });

  it('say in the log who gave and took them, and why', async () => {
    await grant({ permissions: ['apps:block'], reason: 'on duty' });
    await withdraw({ permissions: ['apps:block'], reason: 'off duty' });
    const written = (await writtenDecisions(control.deployment.storage.log)).slice(-2);
    expect(written.map(({ fact, actor }) => [fact, actor])).toEqual(
      [
        ['RoleGranted', 'on duty'],
        ['RoleWithdrawn', 'off duty'],
      ].map(([type, reason]) => [
        { type, data: { userId: user, permissions: ['apps:block'], reason } },
        { kind: 'client', id: 'service' },
      ]),
    );
  });

  it.each([
    [{}],
    [{ permissions: [], roles: [] }],
    [{ permissions: ['everything'] }],
    [{ roles: ['king'] }],
    [{ roles: ['toString'] }],
    [{ permission: ['usage:read'] }],
  ])('are neither given nor taken by %j', async (body) => {
    for (const answer of [await grant(body), await withdraw(body)])
      expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
  });

  it.each(['nobody', 'foreign'])('of %s are nobody’s', async (who) => {
    const token = { orgId: who === 'foreign' ? 'other' : 'acme' };
    const id = who === 'foreign' ? user : 'nobody';
    const body = { permissions: ['usage:read'] };
    for (const answer of [
      await control.call(`/users/${id}`, { token }),
      await control.post(`/users/${id}/permissions`, body, { token }),
      await control.post(`/users/${id}/permissions/withdraw`, body, { token }),
    ])
      expect([answer.status, answer.body['code']]).toEqual([404, 'USER_NOT_FOUND']);
  });
});

describe('a user', () => {
  it('is registered with roles that the caller holds', async () => {
    const body = { password: 'long enough password', permissions: ['apps:block'], roles: ['auditor'] };
    const made = await control.post('/users', { ...body, username: 'roles-1', reason: 'hired' });
    expect([made.status, made.body['permissions']]).toEqual([
      201,
      ['usage:read', 'apps:block', 'audit:read'],
    ]);
    const written = (await writtenDecisions(control.deployment.storage.log)).at(-1)?.fact;
    expect(written).toMatchObject({ type: 'RoleGranted', data: { reason: 'hired' } });
    const token = { scope: 'users:manage usage:read apps:block' };
    const refused = await control.post('/users', { ...body, username: 'roles-2' }, { token });
    expect([refused.status, refused.body['scope']]).toEqual([403, 'audit:read']);
  });

  it('is shown with its groups, and without a name where that was erased', async () => {
    await control.call('/groups/sales', { method: 'PUT', body: { name: 'Sales', add: [user] } });
    const { storage } = control.deployment;
    const stored = await storage.credentials.get('user', user);
    if (stored === null) throw new Error('the user has no credential');
    await storage.credentials.put({ ...stored, alias: null, data: {} });
    expect(await shown()).toMatchObject({
      username: null,
      groups: [{ group_id: 'sales', name: 'Sales' }],
    });
  });
});

it('the roles are those of the table', async () => {
  const { body } = await control.call('/roles');
  expect(body['roles']).toEqual(
    Object.entries(ROLES).map(([role, permissions]) => ({ role, permissions: [...permissions] })),
  );
});
