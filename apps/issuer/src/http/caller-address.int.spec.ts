import { describe, expect, it } from '@jest/globals';
import { denialsOf, givenPolicy } from '../testing/governance.js';
import { IssuerHarness } from '../testing/issuer.harness.js';

const CLIENT = { grant_type: 'client_credentials' };
const ALLOWED = ['203.0.113.0/24', '2001:db8::/32'];

/** What an app whose policy names {@link ALLOWED} is answered, and from where its denials were, with these headers. */
async function ask(trustedProxies: readonly string[], headers: Record<string, string>) {
  const harness = await IssuerHarness.start({ trustedProxies });
  try {
    const app = await harness.registerApp({ scope: 'a' });
    await givenPolicy(harness, app, { ipRanges: ALLOWED });
    const authorization = `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`;
    const body = new URLSearchParams(CLIENT);
    const init = { method: 'POST', body, headers: { authorization, ...headers } };
    const { status } = await harness.send(harness.url('/token'), init);
    return [status, (await denialsOf(harness, app)).map(({ address }) => address)];
  } finally {
    await harness.close();
  }
}

describe('the address of a caller', () => {
  it.each([
    ['X-Forwarded-For', '203.0.113.9'],
    ['Forwarded', 'for=203.0.113.9'],
    ['X-Real-IP', '203.0.113.9'],
    ['X-Client-IP', '203.0.113.9'],
  ])('is the socket’s where no proxy is trusted, whatever %s says', async (name, value) => {
    expect(await ask([], { [name]: value })).toEqual([400, ['127.0.0.1']]);
  });

  it('is the socket’s where it is not the trusted proxy that calls', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    expect(await ask(['198.51.100.1', 'fd00::/8'], headers)).toEqual([400, ['127.0.0.1']]);
  });

  it.each(['203.0.113.9', '2001:db8::7', '192.0.2.1, 203.0.113.9', '::ffff:203.0.113.9'])(
    'behind a trusted proxy is the last one that it forwards for: %s',
    async (forwarded) => {
      expect(await ask(['127.0.0.0/8'], { 'X-Forwarded-For': forwarded })).toEqual([200, []]);
    },
  );

  it('is never what the caller wrote in front of what the proxy found out', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.9, 192.0.2.1' };
    expect(await ask(['127.0.0.0/8'], headers)).toEqual([400, ['192.0.2.1']]);
  });

  it('passes over further trusted proxies', async () => {
    const headers = { 'X-Forwarded-For': '192.0.2.1, 203.0.113.9, 10.0.0.3' };
    expect(await ask(['127.0.0.1', '10.0.0.0/8'], headers)).toEqual([200, []]);
  });

  it.each(['unknown', '203.0.113.9:4711', '203.0.113', '<script>'])(
    'is not known, and in no range, where a trusted proxy says %s',
    async (forwarded) => {
      expect(await ask(['127.0.0.1'], { 'X-Forwarded-For': forwarded })).toEqual([400, [undefined]]);
    },
  );

  it('is the trusted proxy’s own where it forwards for nobody', async () => {
    expect(await ask(['127.0.0.1'], {})).toEqual([400, ['127.0.0.1']]);
  });
});
