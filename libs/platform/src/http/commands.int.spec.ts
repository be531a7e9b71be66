import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpAppUnderTest, JSON_BODY } from '../testing/http-app-under-test.js';
import { accessToken, ORG } from '../testing/index.js';
import type { CommandMeta } from './commands.js';

let http: HttpAppUnderTest;
beforeAll(async () => {
  http = await HttpAppUnderTest.start();
});
afterAll(() => http.close());

describe('an Idempotency-Key', () => {
  async function metaOf(
    over: { key?: string; path?: string; body?: unknown; clientId?: string; orgId?: string } = {},
  ): Promise<CommandMeta> {
    const {
      key = 'key-1',
      path = '/guarded/commands/1',
      body = { password: 'hunter2hunter2' },
      clientId = 'service',
      orgId = ORG,
    } = over;
    const token = await accessToken(http.process.runtime, { scope: 'apps:manage', clientId, orgId });
    const headers = { ...JSON_BODY, authorization: `Bearer ${token}`, 'idempotency-key': key };
    const answer = await http.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
    return answer.body as unknown as CommandMeta;
  }

  it('makes the fact’s id of organisation, actor, route and key', async () => {
    const same = await Promise.all([metaOf(), metaOf({ body: {} }), metaOf({ path: '/guarded/commands/2' })]);
    expect(new Set(same.map(({ factId }) => factId)).size).toBe(1);
    const others = await Promise.all([
      metaOf({ key: 'key-2' }),
      metaOf({ path: '/guarded/others/1' }),
      metaOf({ clientId: 'another' }),
      metaOf({ orgId: 'other' }),
    ]);
    expect(new Set([same[0], ...others].map((meta) => meta.factId)).size).toBe(5);
  });

  it('tells another request by its path and body', async () => {
    const first = await metaOf();
    expect((await metaOf()).requestDigest).toBe(first.requestDigest);
    const others = [await metaOf({ body: {} }), await metaOf({ path: '/guarded/commands/2' })];
    expect(new Set([first, ...others].map(({ requestDigest }) => requestDigest)).size).toBe(3);
  });

  it('leaves nothing in the log by which a password in the body could be tried out', async () => {
    const { createHash } = await import('node:crypto');
    const { requestDigest } = await metaOf();
    const body = JSON.stringify({ password: 'hunter2hunter2' });
    const guesses = [
      JSON.stringify(['/guarded/commands/1', body]),
      JSON.stringify(['/guarded/commands/1', JSON.parse(body)]),
    ];
    const digests = guesses.map((guess) => createHash('sha256').update(guess).digest('base64url'));
    expect(digests).not.toContain(requestDigest);
  });

  it.each([
    ['with a space', 'a b'],
    ['that is too long', 'x'.repeat(256)],
    ['that is empty', ''],
  ])('%s is refused', async (_case, key) => {
    const token = await accessToken(http.process.runtime, { scope: 'apps:manage' });
    const headers = { ...JSON_BODY, authorization: `Bearer ${token}`, 'idempotency-key': key };
    expect(await http.call('/guarded/commands/1', { method: 'POST', headers, body: '{}' })).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    });
  });

  it('is not needed; a traceparent goes along only if it is one', async () => {
    const token = await accessToken(http.process.runtime, { scope: 'apps:manage' });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const withTrace = (value: string): RequestInit => ({
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, traceparent: value },
    });
    expect((await http.call('/guarded/commands/1', withTrace(traceparent))).body).toEqual({
      orgId: ORG,
      actor: { kind: 'client', id: 'service' },
      traceparent,
    });
    expect((await http.call('/guarded/commands/1', withTrace('made-up'))).body).not.toHaveProperty(
      'traceparent',
    );
  });
});
