import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#event-log/testing';
import { accessToken } from '#platform/testing';
import { ControlUnderTest } from '../../testing/control-under-test.js';
import { writtenDecisions } from '../../testing/written-decisions.js';

const PATH = '/organization/session-end';
const HOUR_MS = 3_600_000;
const ALL = ['access', 'refresh', 'session'];

let control: ControlUnderTest;
beforeEach(async () => {
  control = await ControlUnderTest.start();
});
afterEach(async () => {
  await control.close();
});

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const announce = (body: unknown, headers: Record<string, string> = {}) =>
  control.post(PATH, body, { headers });
const takeBack = (query = '') => control.call(`${PATH}${query}`, { method: 'DELETE' });

describe('an end of all sessions', () => {
  it('is announced, shown and taken back, and can be announced again', async () => {
    const at = inMs(HOUR_MS);
    expect((await control.call(PATH)).body['code']).toBe('SESSION_END_NOT_FOUND');
    expect((await announce({ at, reason: 'release' })).status).toBe(202);
    const shown = (await control.call(PATH)).body;
    expect(shown).toEqual({ at, covers: ALL, reason: 'release', announced_at: expect.any(String) });
    expect(Math.abs(Date.parse(String(shown['announced_at'])) - Date.now())).toBeLessThan(60_000);
    expect((await takeBack('?reason=postponed')).status).toBe(202);
    expect((await control.call(PATH)).status).toBe(404);
    expect((await takeBack()).body['code']).toBe('SESSION_END_NOT_FOUND');
    expect((await announce({ at, covers: ['session'] })).status).toBe(202);
    expect((await control.call(PATH)).body).toMatchObject({ covers: ['session'], reason: null });
    const written = (await writtenDecisions(control.deployment.storage.log)).slice(-3);
    expect(
      written.map(({ fact: { type, data }, actor }) => [type, 'reason' in data && data.reason, actor.id]),
    ).toEqual([
      ['SessionEndScheduled', 'release', 'service'],
      ['SessionEndCancelled', 'postponed', 'service'],
      ['SessionEndScheduled', false, 'service'],
    ]);
  });

  it('that two administrators announce at once is announced by one of them', async () => {
    const answers = await Promise.all([1, 2].map((hours) => announce({ at: inMs(hours * HOUR_MS) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('SESSION_END_ALREADY_SCHEDULED');
  });

  it('is announced once by a request that is repeated with its Idempotency-Key', async () => {
    const body = { at: inMs(HOUR_MS) };
    const headers = { 'idempotency-key': 'end-1' };
    const [first, again] = [await announce(body, headers), await announce(body, headers)];
    expect([again.status, again.body['id']]).toEqual([202, first.body['id']]);
  });

  it('comes when its time has come, once, and refuses what was issued before it', async () => {
    const token = { scope: 'usage:read' };
    const before = await accessToken(control.process.runtime, token);
    const headers = { authorization: `Bearer ${before}` };
    expect((await control.call('/revocations', { token: null, headers })).status).toBe(200);
    await announce({ at: inMs(300), reason: 'release' });
    await until(async () => (await control.call(PATH)).status === 404);
    expect((await control.call('/revocations', { token: null, headers })).status).toBe(401);
    expect((await control.call('/revocations', { token })).status).toBe(200);
    const ended = (await writtenDecisions(control.deployment.storage.log)).filter(
      ({ fact }) => fact.type === 'OrgTokensRevoked',
    );
    expect(ended.map(({ fact, actor }) => [fact.data, actor])).toEqual([
      [
        { covers: ALL, reason: 'release', scheduleId: expect.any(String) },
        { kind: 'system', id: 'session-end' },
      ],
    ]);
    expect((await takeBack()).status).toBe(404);
    expect((await announce({ at: inMs(HOUR_MS) })).status).toBe(202);
  });

  it.each([
    [{}],
    [{ at: 'tomorrow' }],
    [{ at: '2026-01-01T00:00:00+01:00' }],
    [{ at: '2020-01-01T00:00:00Z' }],
    [{ at: '9999-01-01T00:00:00Z' }],
    [{ at: inMs(HOUR_MS), covers: [] }],
    [{ at: inMs(HOUR_MS), covers: ['cookies'] }],
    [{ at: inMs(HOUR_MS), when: 'now' }],
  ])('is not announced by %j', async (body) => {
    const answer = await announce(body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    expect((await control.call(PATH)).status).toBe(404);
  });

  it('is not taken back with a query that is not understood', async () => {
    await announce({ at: inMs(HOUR_MS) });
    expect((await takeBack('?schedule=1')).status).toBe(400);
    expect((await control.call(PATH)).status).toBe(200);
  });
});
