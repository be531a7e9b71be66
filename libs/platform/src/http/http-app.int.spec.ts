import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '#contracts';
import { HttpAppUnderTest, JSON_BODY, SECRET } from '../testing/http-app-under-test.js';

let http: HttpAppUnderTest;
beforeAll(async () => {
  http = await HttpAppUnderTest.open();
});
afterAll(() => http.close());

/** Sends bytes, and answers what comes back until the server closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(http.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return answer;
}

describe('before the process is ready', () => {
  it('everything but health and metrics is 503 with Retry-After, and says what is waited for', async () => {
    const answer = await http.call('/open/bug');
    expect(answer).toMatchObject({ status: 503, code: 'NOT_READY' });
    expect(answer.body['detail']).toBe('Starting.');
    expect(answer.headers.get('retry-after')).toBe('1');
    const health = await fetch(`${http.url}/health/ready`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({
      status: 'waiting',
      checks: expect.arrayContaining([{ name: 'start', status: 'waiting', detail: 'Starting.' }]) as unknown,
    });
    expect((await fetch(`${http.url}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${http.url}/metrics`)).text()).toContain('rescind_');
  });

  it('and everything is served after', async () => {
    await http.becomeReady();
    expect((await fetch(`${http.url}/health/ready`)).status).toBe(200);
    expect((await http.call('/open/things/1')).body).toEqual({ id: '1' });
  });
});

it('a trailing slash leads to the same resource', async () => {
  expect((await http.call('/open/things/1/')).body).toEqual({ id: '1' });
});

describe('a bad request is a problem document', () => {
  it.each<[string, number, string, string, RequestInit]>([
    ['an unknown route', 404, 'NOT_FOUND', '/nowhere', {}],
    ['another method', 404, 'NOT_FOUND', '/open', { method: 'DELETE' }],
    ['a malformed URL', 400, 'INVALID_REQUEST', '/open/things/%zz', {}],
    ['a parameter that is too long', 414, 'URI_TOO_LONG', `/open/things/${'x'.repeat(2000)}`, {}],
    [
      'a body that is no JSON',
      400,
      'MALFORMED_JSON',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: '{"name":' },
    ],
    [
      'a body that is empty',
      400,
      'MALFORMED_JSON',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: '' },
    ],
    [
      'a body that reaches for the prototype',
      400,
      'MALFORMED_JSON',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: '{"__proto__":{}}' },
    ],
    [
      'another media type',
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      '/open',
      { method: 'POST', headers: { 'content-type': 'text/yaml' }, body: 'a: b' },
    ],
    [
      'a body that is too large',
      413,
      'PAYLOAD_TOO_LARGE',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ name: 'x'.repeat(300_000) }) },
    ],
    [
      'an unknown member',
      400,
      'INVALID_REQUEST',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: '{"name":"a","nmae":"b"}' },
    ],
    [
      'another type',
      400,
      'INVALID_REQUEST',
      '/open',
      { method: 'POST', headers: JSON_BODY, body: '{"name":1}' },
    ],
    ['a bug of ours', 500, 'INTERNAL', '/open/bug', {}],
  ])('%s: %i %s', async (_case, status, code, path, init) => {
    const answer = await http.call(path, init);
    expect(answer).toMatchObject({ status, code });
    expect(answer.text).not.toContain(SECRET);
    expect(answer.body['instance']).toMatch(/^urn:rescind:request:[0-9a-f-]{36}$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['what is no HTTP', 'GIVE ME\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ])('%s', async (_case, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toContain(`HTTP/1.1 ${String(status)}`);
    expect(answer.toLowerCase()).toContain(`content-type: ${PROBLEM_MEDIA_TYPE}`);
    expect(ProblemSchema.parse(JSON.parse(answer.slice(answer.indexOf('{'))))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});
