import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApprovalSchema } from '../approvals/approval.schema.js';
import { isBlocked } from '#domain';
import { ReadModelError } from '#read-models';
import { issue, times } from '../testing/issued-tokens.js';
import { ALICE, BOB, codeOf, THRESHOLD, TwoPersons } from '../testing/two-persons.js';

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

describe('above the threshold, a bulk command', () => {
  it.each<[string, () => [string, object]]>([
    ['of an app', () => [`/apps/${two.app}/revoke`, {}]],
    ['that uninstalls an app', () => [`/apps/${two.app}/uninstall`, {}]],
    ['of a user', () => [`/users/user-of-${two.app}/revoke`, {}]],
    ['of a user of an app', () => [`/users/user-of-${two.app}/apps/${two.app}/revoke`, {}]],
    ['of a selection', () => ['/revocations', { items: [{ client_id: two.app }, { user_id: 'u1' }] }]],
    ['of the organisation', () => ['/organization/revoke', {}]],
    ['of the keys', () => ['/keys/rotate', { mode: 'revoke' }]],
  ])('%s waits for a second person, and is carried out once approved', async (_case, request) => {
    const [path, body] = request();
    const asked = await two.control.confirm(path, body, ALICE);
    expect(asked).toMatchObject({ status: 202, body: { status: 'approval-required' } });
    const location = asked.headers.get('location') ?? '';
    const page = ApprovalSchema.parse((await two.control.call(location, BOB)).body);
    expect(page).toMatchObject({
      status: 'pending',
      operation: `POST ${path}`,
      request: body,
      requested_by: { kind: 'client', id: 'alice' },
      decided_by: null,
    });
    expect(page.count).toBeGreaterThan(THRESHOLD);
    expect(await two.active()).toBe(THRESHOLD + 1);

    const given = await two.control.post(`${location}/approve`, {}, BOB);
    expect(given).toMatchObject({ status: 202, body: { status: 'accepted', approval_id: page.approval_id } });
    expect(await two.active()).toBe(0);
    const decided = { status: 'given', decided_by: { kind: 'client', id: 'bob' } };
    expect((await two.control.call(location, BOB)).body).toMatchObject(decided);
  });

  it('that uninstalls an app ends nothing of it until it is approved, and everything then', async () => {
    const path = `/apps/${two.app}/uninstall`;
    const asked = await two.control.post(path, {}, ALICE);
    expect(asked).toMatchObject({ status: 202, body: { status: 'approval-required', ends: [] } });
    expect(two.control.org.apps.get(two.app)?.installed).toBe(true);
    await two.control.post(`${asked.headers.get('location') ?? ''}/approve`, {}, BOB);
    expect(two.control.org.apps.get(two.app)?.installed).toBe(false);
    const again = await two.control.post(path, {}, ALICE);
    expect(again).toMatchObject({ status: 202, body: { status: 'nothing-happened', ends: [] } });
  });

  it('of the Connect API waits as well', async () => {
    const answer = await two.control.call(`/apps/oauth/usage/${two.app}/tokens`, {
      method: 'DELETE',
      ...ALICE,
    });
    expect(answer).toMatchObject({ status: 202, body: { status: 'approval-required' } });
    const given = await two.control.post(`${answer.headers.get('location') ?? ''}/approve`, {}, BOB);
    expect(given).toMatchObject({ status: 202, body: { covers: ['access', 'refresh'] } });
    const done = await two.control.call(`/apps/oauth/usage/${two.app}/tokens`, {
      method: 'DELETE',
      ...ALICE,
    });
    expect([done.status, done.text]).toEqual([204, '']);
  });

  it('names both in the audit: the one who approved as who did it, and both in the reason', async () => {
    const decisions = two.follow();
    const location = await two.ask();
    await two.control.post(`${location}/approve`, { reason: 'seen it' }, BOB);
    expect(decisions).toEqual([
      { type: 'ApprovalRequested', actor: 'client:alice', reason: 'breach' },
      { type: 'ApprovalGiven', actor: 'client:bob', reason: 'seen it' },
      {
        type: 'AppTokensRevoked',
        actor: 'client:bob',
        reason: 'breach [asked for by client:alice, approved by client:bob]',
      },
    ]);
  });

  it('that is asked for again with its Idempotency-Key is the same request', async () => {
    const keyed = { ...ALICE, headers: { 'idempotency-key': `ask-${two.app}` } };
    const location = await two.ask(keyed);
    expect(await two.ask(keyed)).toBe(location);
    await two.control.post(`${location}/decline`, {}, BOB);
    const again = await two.control.post(`/apps/${two.app}/revoke`, { reason: 'breach' }, keyed);
    expect(codeOf(again)).toEqual([409, 'APPROVAL_ALREADY_DECIDED']);
  });

  it('is counted at that moment: at the threshold, or below, it is carried out', async () => {
    const small = await two.control.newApp();
    await issue(two.control, ...times(THRESHOLD, { clientId: small }));
    expect((await two.control.post(`/apps/${small}/revoke`, {}, ALICE)).body['status']).toBe('accepted');
    await two.setThreshold(null);
    expect((await two.control.post(`/apps/${two.app}/revoke`, {}, ALICE)).body['status']).toBe('accepted');
    await two.setThreshold(THRESHOLD);
  });

  it('does not keep a block waiting, nor one token or grant', async () => {
    expect((await two.control.post(`/apps/${two.app}/block`, {}, ALICE)).body['status']).toBe('accepted');
    expect(isBlocked(two.control.org.revocations, two.app)).toBe(true);
    for (const [path, body] of [
      ['/tokens/revoke', { jti: 'one' }],
      ['/grants/one/revoke', {}],
    ] as const)
      expect((await two.control.post(path, body, ALICE)).body['status']).toBe('accepted');
  });

  it('that cannot be counted waits', async () => {
    const { readModels } = two.control.deployment.storage;
    const page = readModels.page.bind(readModels);
    readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'away', true));
    const answer = await two.control.post(`/users/u1/revoke`, {}, ALICE);
    readModels.page = page;
    expect(answer.body['status']).toBe('approval-required');
  });

  it('that is too large to wait is 413', async () => {
    const items = Array.from({ length: 900 }, (_, index) => ({
      user_id: `${'u'.repeat(60)}${String(index)}`,
      client_id: two.app,
    }));
    const answer = await two.control.post(
      '/revocations',
      { items: [{ client_id: two.app }, ...items] },
      ALICE,
    );
    expect(codeOf(answer)).toEqual([413, 'BULK_TOO_LARGE']);
    expect(answer.body['limit']).toBeGreaterThan(100);
    expect(await two.active()).toBe(THRESHOLD + 1);
  });
});
