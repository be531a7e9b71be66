import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProblemSchema } from '#contracts';
import { isBlocked } from '#domain';
import { ORG, registerOrg } from '#platform/testing';
import { outcomeUnknown, unavailable } from '#event-log/testing';
import { type Answer, ControlUnderTest } from '../testing/control-under-test.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

describe('a revocation', () => {
  it.each<[string, (app: string) => [string, unknown]]>([
    ['of an app by a block', (app) => [`/apps/${app}/block`, { reason: 'why' }]],
    ['of one token', () => ['/tokens/revoke', { jti: 'j1' }]],
    ['of one token of another issuer', () => ['/tokens/revoke', { jti: 'j1', iss: 'https://else.test' }]],
    ['of one grant', () => ['/grants/g1/revoke', {}]],
    ['of one session', () => ['/sessions/s1/revoke', {}]],
    ['of a user’s tokens', () => ['/users/u1/revoke', { covers: ['access'] }]],
    ['of a user’s tokens of an app', (app) => [`/users/u1/apps/${app}/revoke`, {}]],
    ['of an app’s tokens', (app) => [`/apps/${app}/revoke`, {}]],
    ['of the organisation’s tokens', () => ['/organization/revoke', {}]],
    ['of the keys', () => ['/keys/rotate', { mode: 'revoke' }]],
  ])('%s: 202 with its effects, its position and its page', async (_case, request) => {
    const [path, body] = request(await control.newApp());
    const needsConfirmation = ['/organization/revoke', '/keys/rotate'].includes(path);
    const answer = await (needsConfirmation
      ? control.confirm(path, body as object)
      : control.post(path, body));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'accepted' });
    expect(answer.body['effects']).not.toEqual([]);
    expect(answer.headers.get('location')).toBe(`/revocations/${String(answer.body['id'])}`);
    expect(answer.headers.get('rescind-position')).toBe(answer.body['position']);
    const position = control.process.runtime.positions.read(ORG, String(answer.body['position']));
    expect(position).toEqual(control.org.position);
  });

  it.each<[string, (app: string) => Promise<Answer>]>([
    ['a graceful rotation', () => control.post('/keys/rotate', { mode: 'graceful' })],
    [
      'the retirement of an edge',
      async () => {
        const edge = await control.post('/edges', { name: 'gateway' });
        return control.call(`/edges/${String(edge.body['edge_id'])}`, { method: 'DELETE' });
      },
    ],
  ])('is not what %s is: it has no page', async (_case, run) => {
    const answer = await run(await control.newApp());
    expect([answer.status, answer.body['effects'], answer.headers.get('location')]).toEqual([202, [], null]);
  });

  it('that was so already is answered as nothing that happened', async () => {
    const app = await control.newApp();
    await control.post(`/apps/${app}/block`);
    const again = await control.post(`/apps/${app}/block`);
    expect(again).toMatchObject({ status: 202, body: { id: null, status: 'nothing-happened', effects: [] } });
    expect(again.headers.get('location')).toBeNull();
  });

  it('sent again with its Idempotency-Key is the same one, with the same page; another with that key is 422', async () => {
    const app = await control.newApp();
    const headers = { 'idempotency-key': `key-${app}` };
    const first = await control.post(`/apps/${app}/block`, {}, { headers });
    const again = await control.post(`/apps/${app}/block`, {}, { headers });
    expect([again.status, again.body['id'], again.headers.get('location')]).toEqual([
      202,
      first.body['id'],
      first.headers.get('location'),
    ]);
    expect(again.headers.get('rescind-position')).toBe(first.headers.get('rescind-position'));
    expect(control.org.revocations.blocks.get(app)?.size).toBe(1);
    const other = await control.post(`/apps/${app}/block`, { reason: 'another' }, { headers });
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('whose acknowledgement was lost is 503, holds, and is found again by its key', async () => {
    const app = await control.newApp();
    const headers = { 'idempotency-key': `key-${app}` };
    control.process.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    const lost = await control.post(`/apps/${app}/block`, {}, { headers });
    control.process.log.afterAppend = () => undefined;
    expect([lost.status, lost.body['code'], lost.headers.get('retry-after')]).toEqual([
      503,
      'OUTCOME_UNKNOWN',
      '1',
    ]);
    expect((await control.post(`/apps/${app}/block`, {}, { headers })).body['status']).toBe('accepted');
    expect(isBlocked(control.org.revocations, app)).toBe(true);
    expect(control.org.revocations.blocks.get(app)?.size).toBe(1);
  });

  it('that surely was not written is 503, and nothing was changed', async () => {
    const app = await control.newApp();
    control.process.log.beforeAppend = () => {
      throw unavailable();
    };
    const answer = await control.post(`/apps/${app}/block`);
    control.process.log.beforeAppend = () => undefined;
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'LOG_UNAVAILABLE',
      '1',
    ]);
    expect(isBlocked(control.org.revocations, app)).toBe(false);
  });

  it('keeps to its own organisation: another one’s app isn’t there', async () => {
    await registerOrg(control.process.runtime, 'neighbour');
    const theirs = await control.newApp('neighbour');
    for (const path of [
      `/apps/${theirs}/block`,
      `/apps/${theirs}/unblock`,
      `/apps/${theirs}/revoke`,
      `/users/u1/apps/${theirs}/revoke`,
    ]) {
      const answer = await control.post(path);
      expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
    }
    expect((await control.call(`/apps/${theirs}`)).status).toBe(404);
    expect((await control.call(`/apps/oauth/usage/${theirs}/users`)).status).toBe(404);
    expect((await control.call(`/apps/oauth/usage/${theirs}/tokens`, { method: 'DELETE' })).status).toBe(404);
  });

  it.each<[string, string, unknown]>([
    ['an unknown member', '/tokens/revoke', { jti: 'j1', cover: ['access'] }],
    ['a kind that isn’t one', '/users/u1/revoke', { covers: ['everything'] }],
    ['no kind', '/users/u1/revoke', { covers: [] }],
    ['a token without an id', '/tokens/revoke', {}],
    ['a mode that isn’t one', '/keys/rotate', { mode: 'quick' }],
    ['no mode', '/keys/rotate', {}],
    ['a reason that is too long', '/users/u1/revoke', { reason: 'x'.repeat(501) }],
    ['a control character in an id', '/users/u%00/revoke', {}],
    ['an id that is too long', `/users/${'u'.repeat(129)}/revoke`, {}],
  ])('with %s is 400 and does nothing', async (_case, path, body) => {
    const before = control.org.position;
    const answer = await control.post(path, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    ProblemSchema.parse(answer.body);
    expect(control.org.position).toEqual(before);
  });
});
