import { meetBeforeAppend } from '#decision-log/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApprovalSchema } from '../../approvals/approval.schema.js';
import type { Answer, Request } from '../../testing/control-under-test.js';
import { ALICE, BOB, codeOf, THRESHOLD, TwoPersons } from '../../testing/two-persons.js';

const PATH = '/organization/settings';

let two: TwoPersons;
beforeAll(async () => {
  two = await TwoPersons.start();
});
afterAll(async () => {
  await two.control.close();
});
beforeEach(async () => {
  await two.setThreshold(THRESHOLD);
});
afterEach(() => {
  two.mendLog();
});

const settings = async () => (await two.control.call(PATH)).body;
const etag = async (): Promise<string> => (await two.control.call(PATH)).headers.get('etag') ?? '';
const patch = (body: object, ifMatch: string, { headers, ...request }: Request = ALICE): Promise<Answer> =>
  two.control.call(PATH, {
    method: 'PATCH',
    body,
    ...request,
    headers: { 'if-match': ifMatch, ...headers },
  });

/** Asks for a looser threshold, and returns the path of the request that waits for approval. */
async function ask(body: object, request: Request = ALICE): Promise<string> {
  const answer = await patch(body, await etag(), request);
  expect(answer).toMatchObject({ status: 202, body: { id: null, status: 'approval-required' } });
  const location = answer.headers.get('location') ?? '';
  expect(location).toBe(`/approvals/${String(answer.body['approval_id'])}`);
  return location;
}

describe('a threshold', () => {
  it.each<[string, number | null]>([
    ['raised', THRESHOLD + 1],
    ['switched off', null],
  ])('is not %s by one person: the whole change waits for a second one', async (_case, threshold) => {
    const before = await settings();
    const change = {
      approval_threshold: threshold,
      allowed_grant_types: ['client_credentials'],
      api_client_allowlisting: false,
      reason: 'too slow',
    };
    const revision = Number((await etag()).replaceAll('"', ''));
    const location = await ask(change);
    expect(await settings()).toEqual(before);
    const { approval_threshold, allowed_grant_types, reason } = change;
    expect(ApprovalSchema.parse((await two.control.call(location, BOB)).body)).toMatchObject({
      status: 'pending',
      operation: `PATCH ${PATH}`,
      request: { approval_threshold, allowed_grant_types, reason, revision },
      count: 0,
      reason,
      requested_by: { kind: 'client', id: 'alice' },
    });
    expect(codeOf(await two.control.post(`${location}/approve`, {}, ALICE))).toEqual([
      403,
      'APPROVAL_OWN_REQUEST',
    ]);
    expect(await settings()).toEqual(before);

    const decisions = two.follow();
    const given = await two.control.post(`${location}/approve`, { reason: 'seen it' }, BOB);
    expect(given).toMatchObject({ status: 202, body: { status: 'accepted' } });
    expect(await settings()).toMatchObject({ approval_threshold, allowed_grant_types });
    expect(decisions).toEqual([
      { type: 'ApprovalGiven', actor: 'client:bob', reason: 'seen it' },
      {
        type: 'OrgSettingsChanged',
        actor: 'client:bob',
        reason: 'too slow [asked for by client:alice, approved by client:bob]',
      },
    ]);
  });

  it('is lowered, set, or left as it is by one person', async () => {
    expect((await patch({ approval_threshold: THRESHOLD - 1 }, '*')).body['status']).toBe('accepted');
    expect((await patch({ approval_threshold: THRESHOLD - 1 }, '*')).body['status']).toBe('nothing-happened');
    const others = await patch({ allowed_grant_types: ['client_credentials', 'password'] }, '*');
    expect(others.body['status']).toBe('accepted');
    await two.setThreshold(null);
    expect((await patch({ approval_threshold: 1_000 }, '*')).body['status']).toBe('accepted');
  });

  it('is not loosened by somebody who did not see that it was tightened meanwhile', async () => {
    const seen = await etag();
    await two.setThreshold(1);
    expect(codeOf(await patch({ approval_threshold: 2 }, seen))).toEqual([412, 'REVISION_MISMATCH']);
    expect((await patch({ approval_threshold: 2 }, '*')).body['status']).toBe('approval-required');
  });

  it('that two lower at once is not loosened by the second, though neither named a revision', async () => {
    meetBeforeAppend([two.control.process, two.control.process]);
    const answers = await Promise.all([1, 2].map((approval_threshold) => patch({ approval_threshold }, '*')));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
  });
});

describe('a looser threshold that waits', () => {
  it('is refused when the settings have changed since, and then nothing happens', async () => {
    const location = await ask({ approval_threshold: null });
    await two.setThreshold(THRESHOLD - 1);
    const { position } = two.control.org;
    expect(codeOf(await two.control.post(`${location}/approve`, {}, BOB))).toEqual([
      412,
      'REVISION_MISMATCH',
    ]);
    expect(two.control.org.position).toEqual(position);
    expect((await settings())['approval_threshold']).toBe(THRESHOLD - 1);
    expect((await two.control.post(`${location}/decline`, {}, BOB)).status).toBe(202);
  });

  it('waits for that revision also where it was asked for whichever it is', async () => {
    const asked = await patch({ approval_threshold: null }, '*');
    const location = asked.headers.get('location') ?? '';
    await two.setThreshold(THRESHOLD - 1);
    expect(codeOf(await two.control.post(`${location}/approve`, {}, BOB))).toEqual([
      412,
      'REVISION_MISMATCH',
    ]);
  });

  it('is for somebody who may change settings', async () => {
    const location = await ask({ approval_threshold: null });
    const token = { clientId: 'bob', scope: 'approvals:give tokens:revoke' };
    const refused = await two.control.post(`${location}/approve`, {}, { token });
    expect([...codeOf(refused), refused.body['scope']]).toEqual([
      403,
      'INSUFFICIENT_SCOPE',
      'settings:manage',
    ]);
    expect((await settings())['approval_threshold']).toBe(THRESHOLD);
  });

  it('is refused before it waits where it is not valid', async () => {
    const answer = await patch({ approval_threshold: null, api_client_allowlisting: true }, '*');
    expect(codeOf(answer)).toEqual([403, 'FORBIDDEN']);
    expect((await patch({ approval_threshold: 'none' }, '*')).status).toBe(400);
  });

  it('that is asked for again with its Idempotency-Key is the same request, before and after', async () => {
    const keyed = { ...ALICE, headers: { 'idempotency-key': 'loosen' } };
    const body = { approval_threshold: 50 };
    const seen = await etag();
    const location = await ask(body, keyed);
    expect((await patch(body, seen, keyed)).headers.get('location')).toBe(location);
    const given = await two.control.post(`${location}/approve`, {}, BOB);
    const again = await patch(body, seen, keyed);
    expect([again.status, again.body['id']]).toEqual([202, given.body['id']]);
    expect((await patch({ approval_threshold: 60 }, seen, keyed)).status).toBe(422);
  });

  it('that was given and not carried out is completed by approving again', async () => {
    const location = await ask({ approval_threshold: 40 });
    two.loseAppendsOf('OrgSettingsChanged');
    expect((await two.control.post(`${location}/approve`, {}, BOB)).status).toBe(503);
    two.mendLog();
    expect((await settings())['approval_threshold']).toBe(THRESHOLD);
    expect((await two.control.post(`${location}/approve`, {}, BOB)).status).toBe(202);
    expect((await settings())['approval_threshold']).toBe(40);
    const { position } = two.control.org;
    expect((await two.control.post(`${location}/approve`, {}, BOB)).status).toBe(202);
    expect(two.control.org.position).toEqual(position);
  });
});

it('a tightened threshold that is sent again with its key stays done, though it would loosen now', async () => {
  const keyed = { ...ALICE, headers: { 'idempotency-key': 'tighten' } };
  const body = { approval_threshold: 2 };
  const done = await patch(body, '*', keyed);
  await two.setThreshold(1);
  const again = await patch(body, '*', keyed);
  expect([again.status, again.body['id']]).toEqual([202, done.body['id']]);
  expect((await settings())['approval_threshold']).toBe(1);
});

it('a tightened threshold that is sent again with its key just when that is forgotten waits: it would loosen now', async () => {
  const keyed = { ...ALICE, headers: { 'idempotency-key': 'forgotten' } };
  const body = { approval_threshold: 2 };
  expect((await patch(body, '*', keyed)).body['status']).toBe('accepted');
  await two.setThreshold(1);
  two.forgetNextAskedFor();
  const again = await patch(body, '*', keyed);
  expect(again).toMatchObject({ status: 202, body: { status: 'approval-required' } });
  expect((await settings())['approval_threshold']).toBe(1);
  const location = again.headers.get('location') ?? '';
  expect((await patch(body, '*', keyed)).headers.get('location')).toBe(location);
  expect((await two.control.post(`${location}/approve`, {}, BOB)).body['status']).toBe('accepted');
  expect((await settings())['approval_threshold']).toBe(2);
});
