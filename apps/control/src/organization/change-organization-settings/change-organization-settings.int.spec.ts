import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideChangeOrgSettings } from '#domain';
import { decide } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

const get = () => control.call('/organization/settings');
const etag = async (): Promise<string> => (await get()).headers.get('etag') ?? '';
const patch = (body: unknown, ifMatch?: string) =>
  control.call('/organization/settings', {
    method: 'PATCH',
    body,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });

describe('the settings of an organisation', () => {
  it('are shown before any was changed, and changed by their ETag', async () => {
    const first = await get();
    expect(first.body).toEqual({
      allowed_grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
      approval_threshold: null,
      api_client_allowlisting: false,
    });
    const answer = await patch({ approval_threshold: 100 }, first.headers.get('etag') ?? '');
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
    const second = await get();
    expect(second.body).toMatchObject({ approval_threshold: 100, api_client_allowlisting: false });
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    await patch({ approval_threshold: 90, allowed_grant_types: ['client_credentials'] }, await etag());
    expect((await get()).body).toMatchObject({
      approval_threshold: 90,
      allowed_grant_types: ['client_credentials'],
    });
    const same = await patch({ approval_threshold: 90 }, await etag());
    expect(same.body['status']).toBe('nothing-happened');
  });

  it('that two administrators change at once are changed by one of them', async () => {
    const seen = await etag();
    const answers = await Promise.all(
      [11, 12].map((approval_threshold) => patch({ approval_threshold }, seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
    const [won, lost] = answers[0]?.status === 202 ? [11, answers[1]] : [12, answers[0]];
    expect(lost?.body['code']).toBe('REVISION_MISMATCH');
    expect((await get()).body['approval_threshold']).toBe(won);
    expect((await patch({ approval_threshold: 10 }, seen)).status).toBe(412);
    expect((await patch({ approval_threshold: 10 }, '*')).body['status']).toBe('accepted');
  });

  it('are not changed without having been read', async () => {
    const answer = await patch({ approval_threshold: 1 });
    expect([answer.status, answer.body['code']]).toEqual([428, 'PRECONDITION_REQUIRED']);
  });

  it.each(['7', 'W/"7"', '"seven"', '"1", "2"', '"-2"', '""', '"01"'])(
    'are not changed with If-Match: %s',
    async (ifMatch) => {
      const answer = await patch({ approval_threshold: 1 }, ifMatch);
      expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    },
  );

  it('are not changed with the ETag of a revision that there is not yet', async () => {
    const before = await etag();
    const ahead = `"${String(Number(before.replaceAll('"', '')) + 1)}"`;
    const answer = await patch({ approval_threshold: 1 }, ahead);
    expect([answer.status, answer.body['code']]).toEqual([412, 'REVISION_MISMATCH']);
    expect(await etag()).toBe(before);
  });

  it('leave allowlisting to the operator of the platform', async () => {
    const answer = await patch({ api_client_allowlisting: true, approval_threshold: 7 }, '*');
    expect([answer.status, answer.body['code']]).toEqual([403, 'FORBIDDEN']);
    expect(answer.body['detail']).toContain('operator of the platform');
    expect((await get()).body).toMatchObject({ approval_threshold: 10, api_client_allowlisting: false });
  });

  it('can be sent back as they were read, with another value in one of them', async () => {
    const read = await get();
    const body = { ...read.body, approval_threshold: 8 };
    const answer = await patch(body, read.headers.get('etag') ?? '');
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
    expect((await get()).body).toEqual(body);
  });

  it('that were read before the operator switched allowlisting are outdated', async () => {
    const read = await get();
    const settings = { apiClientAllowlisting: true };
    await decide(control.process.runtime, (org) => decideChangeOrgSettings(org, { settings, basedOn: null }));
    const answer = await patch(read.body, read.headers.get('etag') ?? '');
    expect([answer.status, answer.body['code']]).toEqual([412, 'REVISION_MISMATCH']);
    await decide(control.process.runtime, (org) =>
      decideChangeOrgSettings(org, { settings: { apiClientAllowlisting: false }, basedOn: null }),
    );
  });

  it.each([
    [{ approval_threshold: -1 }],
    [{ approval_threshold: 1.5 }],
    [{ allowed_grant_types: ['implicit'] }],
    [{ allowed_grant_types: [] }],
    [{ allowed_grant_types: ['refresh_token'] }],
    [{ threshold: 1 }],
  ])('are not changed by %j', async (body) => {
    expect((await patch(body, '*')).status).toBe(400);
  });

  it('say in the log who changed them and why', async () => {
    await patch({ approval_threshold: 5, reason: 'audit' }, '*');
    const { fact, actor } = (await writtenDecisions(control.deployment.storage.log)).at(-1) ?? {};
    expect(fact).toEqual({ type: 'OrgSettingsChanged', data: { approvalThreshold: 5, reason: 'audit' } });
    expect(actor).toEqual({ kind: 'client', id: 'service' });
  });
});
