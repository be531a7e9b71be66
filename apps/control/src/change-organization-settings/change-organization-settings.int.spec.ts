import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ControlUnderTest } from '../testing/control-under-test.js';
import { writtenDecisions } from '../testing/written-decisions.js';

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
    await patch({ approval_threshold: null, allowed_grant_types: ['client_credentials'] }, await etag());
    expect((await get()).body).toMatchObject({
      approval_threshold: null,
      allowed_grant_types: ['client_credentials'],
    });
    const same = await patch({ approval_threshold: null }, await etag());
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
    expect((await patch({ approval_threshold: 13 }, seen)).status).toBe(412);
    expect((await patch({ approval_threshold: 13 }, '*')).status).toBe(202);
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

  it('leave allowlisting to the operator of the platform', async () => {
    for (const api_client_allowlisting of [true, false]) {
      const answer = await patch({ api_client_allowlisting, approval_threshold: 77 }, '*');
      expect([answer.status, answer.body['code']]).toEqual([403, 'FORBIDDEN']);
      expect(answer.body['detail']).toContain('operator of the platform');
    }
    expect((await get()).body['approval_threshold']).not.toBe(77);
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
