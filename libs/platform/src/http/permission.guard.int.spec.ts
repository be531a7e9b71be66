import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decideBlockApp,
  decideGrantRole,
  decideRegisterApp,
  decideRegisterUser,
  decideRotateSigningKeys,
} from '#domain';
import { unavailable, until } from '#event-log/testing';
import { bearer, HttpAppUnderTest } from '../testing/http-app-under-test.js';
import { accessToken, decide, ORG, PUBLIC_URL } from '../testing/index.js';

let http: HttpAppUnderTest;
beforeAll(async () => {
  http = await HttpAppUnderTest.start();
});
afterAll(() => http.close());

describe('a caller', () => {
  const register = (clientId: string) =>
    decide(http.process.runtime, (org) => {
      const metadata = {
        grant_types: ['client_credentials'],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      } as const;
      return decideRegisterApp(org, { clientId, metadata, callerScopes: new Set<string>() });
    });

  it('is who its token says, with the scopes that it says', async () => {
    const token = await accessToken(http.process.runtime, {
      clientId: 'service',
      scope: 'usage:read apps:block',
    });
    const { body } = await http.call('/guarded', bearer(token));
    expect(body).toEqual({
      orgId: ORG,
      kind: 'client',
      id: 'service',
      clientId: 'service',
      scopes: ['usage:read', 'apps:block'],
    });
  });

  it.each([
    ['no credentials', undefined],
    ['another scheme', 'Basic YTpi'],
    ['an empty token', 'Bearer '],
    ['something that can’t be a token', 'Bearer a b'],
  ])('with %s is unauthenticated, and gets a challenge', async (_case, authorization) => {
    const answer = await http.call('/guarded', {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each<[string, () => Promise<string>]>([
    ['is no JWT', () => Promise.resolve('abc')],
    ['has a payload that is no JSON', () => Promise.resolve('a.Zm9v.b')],
    [
      'is of an issuer that isn’t ours',
      () => accessToken(http.process.runtime, { issuer: 'https://else.test/o/acme', scope: 'usage:read' }),
    ],
    [
      'names an organisation that isn’t there',
      async () => swapOrg(await accessToken(http.process.runtime, { scope: 'usage:read' }), 'nobody'),
    ],
    [
      'names another organisation than the one whose key signed',
      () => accessToken(http.process.runtime, { signedBy: 'other', scope: 'usage:read' }),
    ],
    [
      'is for another audience',
      () => accessToken(http.process.runtime, { audience: 'https://api.else', scope: 'usage:read' }),
    ],
  ])('whose token %s is refused, and the token is nowhere in the answer', async (_case, mint) => {
    const token = await mint();
    const answer = await http.call('/guarded', bearer(token));
    expect(answer).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
    expect(answer.headers.get('www-authenticate')).toContain('invalid_token');
    expect(answer.headers.get('rescind-reason')).not.toBeNull();
    if (token.length > 20)
      expect(answer.text + JSON.stringify([...answer.headers])).not.toContain(token.slice(0, 20));
  });

  it('without the scope is refused with the scope’s name', async () => {
    const answer = await http.call(
      '/guarded',
      bearer(await accessToken(http.process.runtime, { scope: 'usage:reader xusage:read' })),
    );
    expect(answer).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
    expect(answer.body['scope']).toBe('usage:read');
    expect(answer.headers.get('www-authenticate')).toContain('scope="usage:read"');
  });

  it('may do nothing where a route names no permission, whatever its scopes', async () => {
    const scope = 'usage:read apps:manage platform:operate';
    const answer = await http.call(
      '/guarded/unnamed',
      bearer(await accessToken(http.process.runtime, { scope })),
    );
    expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('that is a user can do what the user was granted, and what every user may, as far as its app asked for it', async () => {
    const token = await accessToken(http.process.runtime, {
      sub: 'user-1',
      scope: 'usage:read apps:manage connected-apps:manage openid',
    });
    expect(await http.call('/guarded', bearer(token))).toMatchObject({
      status: 403,
      code: 'INSUFFICIENT_SCOPE',
    });
    await decide(http.process.runtime, (org) => decideRegisterUser(org, { userId: 'user-1' }));
    await decide(http.process.runtime, (org) =>
      decideGrantRole(org, { userId: 'user-1', permissions: ['usage:read'] }),
    );
    const { body } = await http.call('/guarded', bearer(token));
    expect(body).toMatchObject({
      kind: 'user',
      id: 'user-1',
      clientId: 'service',
      scopes: ['usage:read', 'connected-apps:manage', 'openid'],
    });
    const command = await http.call('/guarded/commands/1', { method: 'POST', ...bearer(token) });
    expect(command).toMatchObject({ status: 403, code: 'INSUFFICIENT_SCOPE' });
  });

  it('whose app is blocked is refused at once', async () => {
    await register('blocked-app');
    const token = await accessToken(http.process.runtime, { clientId: 'blocked-app', scope: 'usage:read' });
    expect((await http.call('/guarded', bearer(token))).status).toBe(200);
    await decide(http.process.runtime, (org) =>
      decideBlockApp(org, { clientId: 'blocked-app', blockId: 'b1' }),
    );
    expect(await http.call('/guarded', bearer(token))).toMatchObject({ status: 401, code: 'TOKEN_REFUSED' });
  });

  it('whose token was signed with a key that was revoked is refused at once', async () => {
    const token = await accessToken(http.process.runtime, { orgId: 'other', scope: 'usage:read' });
    expect((await http.call('/guarded', bearer(token))).status).toBe(200);
    const key = await http.process.runtime.issuerKeys.create('other');
    await decide(
      http.process.runtime,
      (org) => decideRotateSigningKeys(org, { mode: 'revoke', key }),
      'other',
    );
    expect((await http.call('/guarded', bearer(token))).status).toBe(401);
    expect(
      (
        await http.call(
          '/guarded',
          bearer(await accessToken(http.process.runtime, { orgId: 'other', scope: 'usage:read' })),
        )
      ).status,
    ).toBe(200);
  });

  it('is not answered by guesswork while the log is silent: 503', async () => {
    const token = await accessToken(http.process.runtime, { scope: 'usage:read' });
    http.process.log.boundsFail = unavailable();
    http.leap(60_000);
    const answer = await http.call('/guarded', bearer(token));
    expect(answer).toMatchObject({ status: 503, code: 'NOT_READY' });
    expect(answer.headers.get('retry-after')).toBe('1');
    http.process.log.boundsFail = null;
    await until(async () => (await http.call('/guarded', bearer(token))).status === 200);
  });
});

/** The same token, claiming another issuer. */
function swapOrg(token: string, orgId: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  const changed = Buffer.from(JSON.stringify({ ...claims, iss: `${PUBLIC_URL}/o/${orgId}` })).toString(
    'base64url',
  );
  return `${header}.${changed}.${signature}`;
}
