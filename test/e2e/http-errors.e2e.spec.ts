import { expect, it } from '@jest/globals';
import { inBothModes } from '../platform/processes/in-both-modes.js';
import { registerApp } from '../platform/actors/apps.js';
import { ApiClient } from '../platform/api/api-client.js';
import { SERVICE_CLIENT } from '../platform/processes/platform.js';
import { expectProblem } from '../platform/api/problems.js';

inBothModes('bad input', (platform) => {
  it('without a token: 401 with a challenge', async () => {
    const answer = await platform().api.get('/revocations', { token: null });
    expectProblem(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('with something that is no token of ours: 401, and the token is nowhere in the answer', async () => {
    const answer = await platform().api.get('/revocations', { token: 'aaaa.bbbb.cccc' });
    expectProblem(answer, 401, 'TOKEN_REFUSED');
    expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
    expect(answer.text).not.toContain('bbbb');
  });

  it('with a token that lacks the scope: 403 with the scope’s name', async () => {
    const { api } = platform();
    const token = await api.serviceToken('usage:read');
    const answer = await api.post('/keys/rotate', { mode: 'graceful' }, { token });
    expectProblem(answer, 403, 'INSUFFICIENT_SCOPE');
    expect(answer.body['scope']).toBe('keys:rotate');
    expect(answer.headers.get('www-authenticate')).toMatch(/insufficient_scope.*keys:rotate/);
  });

  it('an app can’t be registered with a permission that the caller lacks', async () => {
    const { api } = platform();
    const token = await api.serviceToken('apps:manage');
    const answer = await api.post('/apps', { client_name: 'Greedy', scope: 'keys:rotate' }, { token });
    expectProblem(answer, 403, 'SCOPE_NOT_HELD');
  });

  it.each([
    ['an unknown field', { reasn: 'typo' }],
    ['a wrong type', { reason: 5 }],
    ['a reason that is too long', { reason: 'x'.repeat(501) }],
  ])('%s: 400, and nothing is blocked', async (_name, body) => {
    const { api } = platform();
    const app = await registerApp(platform());
    expectProblem(await api.post(`/apps/${app.clientId}/block`, body), 400, 'INVALID_REQUEST');
    expect(
      (await api.tokenRequest(app.clientId, app.clientSecret, { grant_type: 'client_credentials' })).status,
    ).toBe(200);
  });

  it('what is not JSON: 400', async () => {
    expectProblem(
      await platform().api.call('POST', '/apps', { rawBody: '{"client_name":' }),
      400,
      'MALFORMED_JSON',
    );
  });

  it('another media type: 415', async () => {
    const answer = await platform().api.call('POST', '/apps', {
      rawBody: '<app/>',
      headers: { 'content-type': 'text/xml' },
    });
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('a body that is too large: 413', async () => {
    // Straight to the process: what closes its connection early can't be read through every proxy.
    const { api, processes } = platform();
    const url = processes.get('control')?.url ?? api.url;
    const direct = new ApiClient(url, api.issuer, SERVICE_CLIENT);
    const answer = await direct.post('/apps', { client_name: 'x'.repeat(300_000) });
    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('an unknown app: 404', async () => {
    expectProblem(await platform().api.post('/apps/app_nobody/block'), 404, 'APP_NOT_FOUND');
  });

  it('an unknown revocation, and one of another organisation: the same 404', async () => {
    expectProblem(
      await platform().api.get('/revocations/0190b0d0-0000-7000-8000-000000000000'),
      404,
      'REVOCATION_NOT_FOUND',
    );
  });

  it('an unknown route: 404', async () => {
    expectProblem(await platform().api.get('/nothing-here'), 404, 'NOT_FOUND');
  });

  it('a cursor that isn’t ours: 400', async () => {
    expectProblem(await platform().api.get('/revocations?cursor=bogus'), 400, 'BAD_CURSOR');
  });

  it('a position that isn’t ours: 400', async () => {
    const answer = await platform().api.get('/revocations', {
      headers: { 'rescind-position': 'made-up:5.AAAAAAAAAAAAAAAA' },
    });
    expectProblem(answer, 400, 'BAD_POSITION');
  });

  it('an Idempotency-Key that is no key: 400', async () => {
    const answer = await platform().api.post(
      '/keys/rotate',
      { mode: 'graceful' },
      { headers: { 'idempotency-key': 'x'.repeat(300) } },
    );
    expectProblem(answer, 400, 'INVALID_REQUEST');
  });

  it('the feed without an edge credential: 401; for another organisation: 404', async () => {
    const { api, url } = platform();
    expectProblem(await api.get('/feed/head?org=default', { token: null }), 401, 'UNAUTHENTICATED');
    const edge = await api.post('/edges', { name: 'prober' });
    const basic = Buffer.from(`${String(edge.body['edge_id'])}:${String(edge.body['edge_secret'])}`).toString(
      'base64',
    );
    const asEdge = { token: null, headers: { authorization: `Basic ${basic}` } };
    expectProblem(await api.get('/feed/head?org=somebody-else', asEdge), 404, 'ORG_NOT_FOUND');
    expect(url).toBeTruthy();
  });

  it('answers for an issuer that isn’t there as if there were nothing: 404', async () => {
    expectProblem(
      await platform().api.get('/o/nobody/.well-known/openid-configuration', { token: null }),
      404,
      'NOT_FOUND',
    );
  });
});
