import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { APPROVAL_LIFETIME_MS, decideRequestApproval, PERMISSIONS } from '#domain';
import { decide } from '#platform/testing';
import { meetBeforeAppend } from '#decision-log/testing';
import { ALICE, BOB, codeOf, EVE, THRESHOLD, TwoPersons } from '../../testing/two-persons.js';

let two: TwoPersons;
beforeAll(async () => {
  two = await TwoPersons.start();
});
afterAll(async () => {
  await two.control.close();
});
beforeEach(async () => {
  await two.renewApp();
});
afterEach(() => {
  two.mendLog();
});

describe('an approval', () => {
  it('is not for who asked, who may take it back', async () => {
    const location = await two.ask();
    expect(codeOf(await two.control.post(`${location}/approve`, {}, ALICE))).toEqual([
      403,
      'APPROVAL_OWN_REQUEST',
    ]);
    expect(await two.active()).toBe(THRESHOLD + 1);
    expect((await two.control.post(`${location}/decline`, {}, ALICE)).status).toBe(202);
    expect((await two.control.call(location, BOB)).body['status']).toBe('declined');
    expect(codeOf(await two.control.post(`${location}/approve`, {}, BOB))).toEqual([
      409,
      'APPROVAL_ALREADY_DECIDED',
    ]);
    expect(await two.active()).toBe(THRESHOLD + 1);
  });

  it('is given once: a second approver is refused, and nobody can decline it any more', async () => {
    const location = await two.ask();
    await two.control.post(`${location}/approve`, {}, BOB);
    const { position } = two.control.org;
    for (const act of ['approve', 'decline'])
      expect(codeOf(await two.control.post(`${location}/${act}`, {}, EVE))).toEqual([
        409,
        'APPROVAL_ALREADY_DECIDED',
      ]);
    expect(two.control.org.position).toEqual(position);
  });

  it('by two at once is one’s, and revokes once', async () => {
    const location = await two.ask();
    const decisions = two.follow();
    meetBeforeAppend([two.control.process, two.control.process]);
    const answers = await Promise.all([
      two.control.post(`${location}/approve`, {}, BOB),
      two.control.post(`${location}/approve`, {}, EVE),
    ]);
    expect(answers.map(codeOf)).toEqual(
      expect.arrayContaining([
        [202, undefined],
        [409, 'APPROVAL_ALREADY_DECIDED'],
      ]),
    );
    expect(decisions.filter(({ type }) => type === 'AppTokensRevoked')).toHaveLength(1);
  });

  it('that was given and not carried out is completed by approving again, and only by the same person', async () => {
    const location = await two.ask();
    two.loseAppendsOf('AppTokensRevoked');
    expect((await two.control.post(`${location}/approve`, {}, BOB)).status).toBe(503);
    two.mendLog();
    expect(await two.active()).toBe(THRESHOLD + 1);
    expect((await two.control.post(`${location}/approve`, {}, EVE)).status).toBe(409);
    const completed = await two.control.post(`${location}/approve`, {}, BOB);
    expect(completed).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(await two.active()).toBe(0);
    const { position } = two.control.org;
    const again = await two.control.post(`${location}/approve`, {}, BOB);
    expect(again).toMatchObject({ status: 202, body: { id: completed.body['id'] } });
    expect(two.control.org.position).toEqual(position);
  });

  it('that was given and not carried out is completed by the request, sent again', async () => {
    const keyed = { ...ALICE, headers: { 'idempotency-key': `complete-${two.app}` } };
    const location = await two.ask(keyed);
    two.loseAppendsOf('AppTokensRevoked');
    await two.control.post(`${location}/approve`, {}, BOB);
    two.mendLog();
    const decisions = two.follow();
    const completed = await two.control.post(`/apps/${two.app}/revoke`, { reason: 'breach' }, keyed);
    expect(completed).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(decisions).toMatchObject([{ type: 'AppTokensRevoked', actor: 'client:bob' }]);
    expect((await two.control.post(`${location}/approve`, {}, BOB)).body['id']).toBe(completed.body['id']);
    expect(decisions).toHaveLength(1);
  });

  it('that has expired is 409', async () => {
    const command = {
      approvalId: 'too-late',
      operation: 'revoke-app-tokens',
      parameters: { clientId: two.app, covers: ['access'] },
      count: 9,
      nowMs: Date.now() - APPROVAL_LIFETIME_MS - 1,
    };
    await decide(two.control.process.runtime, (org) => decideRequestApproval(org, command));
    for (const act of ['approve', 'decline'])
      expect(codeOf(await two.control.post(`/approvals/too-late/${act}`, {}, BOB))).toEqual([
        409,
        'APPROVAL_EXPIRED',
      ]);
    expect((await two.control.call('/approvals/too-late', BOB)).body['status']).toBe('expired');
    expect(await two.active()).toBe(THRESHOLD + 1);
  });

  it('that isn’t there, or is another organisation’s, is 404', async () => {
    for (const path of ['/approvals/none', '/approvals/none/approve', '/approvals/none/decline']) {
      const method = path.endsWith('none') ? 'GET' : 'POST';
      const answer = await two.control.call(path, {
        method,
        ...(method === 'POST' ? { body: {} } : {}),
        ...BOB,
      });
      expect(codeOf(answer)).toEqual([404, 'APPROVAL_NOT_FOUND']);
    }
  });
});

describe('who approves', () => {
  const withScopes = (...scopes: string[]) => ({ token: { clientId: 'bob', scope: scopes.join(' ') } });

  it.each<[string, string, () => [string, object]]>([
    ['a revocation', 'tokens:revoke', () => [`/apps/${two.app}/revoke`, {}]],
    ['a selection', 'tokens:revoke', () => ['/revocations', { items: [{ client_id: two.app }] }]],
    ['a rotation of the keys', 'keys:rotate', () => ['/keys/rotate', { mode: 'revoke' }]],
  ])('of %s must hold %s as well', async (_case, permission, request) => {
    const asked = await two.control.confirm(...request(), ALICE);
    const location = asked.headers.get('location') ?? '';
    const { position } = two.control.org;
    const others = PERMISSIONS.filter((each) => each !== permission);
    const refused = await two.control.post(`${location}/approve`, {}, withScopes(...others));
    expect(codeOf(refused)).toEqual([403, 'INSUFFICIENT_SCOPE']);
    expect(refused.body['scope']).toBe(permission);
    expect(refused.headers.get('www-authenticate')).toContain(`scope="${permission}"`);
    expect(two.control.org.position).toEqual(position);
    expect((await two.control.call(location, BOB)).body['status']).toBe('pending');
    const given = await two.control.post(`${location}/approve`, {}, withScopes('approvals:give', permission));
    expect(given).toMatchObject({ status: 202, body: { status: 'accepted' } });
  });

  it('needs no more than approvals:give to decline', async () => {
    const location = await two.ask();
    const declined = await two.control.post(`${location}/decline`, {}, withScopes('approvals:give'));
    expect(declined.status).toBe(202);
  });
});
