import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PERMISSIONS } from '#domain';
import { ControlUnderTest } from './testing/control-under-test.js';

/** What every route needs. A route that isn't here fails the first test, so none can be forgotten. */
const PERMISSION_OF: Readonly<Record<string, string>> = {
  'DELETE /apps/oauth/usage/:app/:user/tokens': 'tokens:revoke',
  'DELETE /apps/oauth/usage/:app/tokens': 'tokens:revoke',
  'DELETE /apps/oauth/usage/tokens/:token': 'tokens:revoke',
  'DELETE /edges/:edge_id': 'edges:manage',
  'GET /apps/:client_id': 'usage:read',
  'GET /apps/oauth/usage': 'usage:read',
  'GET /apps/oauth/usage/:app/:user/tokens': 'usage:read',
  'GET /apps/oauth/usage/:app/users': 'usage:read',
  'GET /edges': 'edges:manage',
  'GET /revocations': 'usage:read',
  'GET /revocations/:id': 'usage:read',
  'GET /revocations/:id/propagation': 'usage:read',
  'POST /apps': 'apps:manage',
  'POST /apps/:client_id/block': 'apps:block',
  'POST /apps/:client_id/revoke': 'tokens:revoke',
  'POST /apps/:client_id/unblock': 'apps:block',
  'POST /edges': 'edges:manage',
  'POST /grants/:grant_id/revoke': 'tokens:revoke',
  'POST /keys/rotate': 'keys:rotate',
  'POST /organization/revoke': 'tokens:revoke',
  'POST /organizations': 'platform:operate',
  'POST /sessions/:sid/revoke': 'tokens:revoke',
  'POST /tokens/revoke': 'tokens:revoke',
  'POST /users': 'users:manage',
  'POST /users/:user_id/apps/:client_id/revoke': 'tokens:revoke',
  'POST /users/:user_id/revoke': 'tokens:revoke',
};
const ROUTES = Object.keys(PERMISSION_OF);

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

/** Asks a route with exactly these scopes; what it asks for isn't there. */
async function ask(route: string, scopes: readonly string[] | null, method?: string) {
  const [ownMethod = '', path = ''] = route.split(' ');
  const token = scopes === null ? null : { scope: scopes.join(' ') };
  const body = ownMethod === 'POST' ? {} : undefined;
  return control.call(path.replaceAll(/:\w+/g, 'unknown'), { method: method ?? ownMethod, body, token });
}

it('every route of control is in the table, and nothing else', () => {
  const served = control.routes.filter((route) => !route.startsWith('HEAD '));
  expect([...new Set(served)].sort()).toEqual([...ROUTES].sort());
});

describe.each(ROUTES)('%s', (route) => {
  const permission = PERMISSION_OF[route] ?? '';

  it('is refused without a token', async () => {
    expect((await ask(route, null)).status).toBe(401);
  });

  it(`is refused without ${permission}, by that name, whatever else the token may do`, async () => {
    for (const scopes of [[], PERMISSIONS.filter((other) => other !== permission)]) {
      const answer = await ask(route, scopes);
      expect([answer.status, answer.body['code'], answer.body['scope']]).toEqual([
        403,
        'INSUFFICIENT_SCOPE',
        permission,
      ]);
      expect(answer.headers.get('www-authenticate')).toContain(`scope="${permission}"`);
    }
  });

  it(`is allowed with ${permission} alone`, async () => {
    const { status, text } = await ask(route, [permission]);
    expect([401, 403, 500]).not.toContain(status);
    expect(text).not.toContain('INSUFFICIENT_SCOPE');
  });

  if (route.startsWith('GET ')) {
    it('is refused without a token when only its headers are asked for', async () => {
      expect((await ask(route, null, 'HEAD')).status).toBe(401);
    });
  }
});

it('a permission that no route needs yet gives nothing', async () => {
  const idle = PERMISSIONS.filter((permission) => !Object.values(PERMISSION_OF).includes(permission));
  for (const route of ROUTES) expect((await ask(route, idle)).status).toBe(403);
});
