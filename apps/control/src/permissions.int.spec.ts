import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decideRegisterUser, OWN_PERMISSIONS, PERMISSIONS, ROLES } from '#domain';
import { decide } from '#platform/testing';
import { ControlUnderTest } from './testing/control-under-test.js';

/** What every route needs. A route that isn't here fails the first test, so none can be forgotten. */
const PERMISSION_OF: Readonly<Record<string, string>> = {
  'DELETE /apps/:client_id/preauthorizations/groups/:group_id': 'apps:preauthorize',
  'DELETE /apps/:client_id/preauthorizations/users/:user_id': 'apps:preauthorize',
  'DELETE /apps/oauth/usage/:app/:user/tokens': 'tokens:revoke',
  'DELETE /apps/oauth/usage/:app/tokens': 'tokens:revoke',
  'DELETE /apps/oauth/usage/tokens/:token': 'tokens:revoke',
  'DELETE /connected-apps/:client_id': 'connected-apps:manage',
  'DELETE /connected-apps/tokens/:token_id': 'connected-apps:manage',
  'DELETE /edges/:edge_id': 'edges:manage',
  'DELETE /issuers': 'issuers:manage',
  'DELETE /organization/session-end': 'settings:manage',
  'DELETE /services/data/v:version/apps/oauth/usage/:app/:user/tokens': 'tokens:revoke',
  'DELETE /services/data/v:version/apps/oauth/usage/:app/tokens': 'tokens:revoke',
  'DELETE /services/data/v:version/apps/oauth/usage/tokens/:token': 'tokens:revoke',
  'GET /approvals': 'approvals:give',
  'GET /approvals/:approval_id': 'approvals:give',
  'GET /apps': 'usage:read',
  'GET /apps/:client_id': 'usage:read',
  'GET /apps/:client_id/denials': 'usage:read',
  'GET /apps/:client_id/policy': 'usage:read',
  'GET /apps/:client_id/preauthorizations': 'apps:preauthorize',
  'GET /apps/:client_id/settings': 'usage:read',
  'GET /apps/:client_id/users': 'usage:read',
  'GET /apps/:client_id/users/:user_id': 'usage:read',
  'GET /apps/:client_id/users/:user_id/tokens': 'usage:read',
  'GET /apps/install': 'apps:install',
  'GET /apps/oauth/usage': 'usage:read',
  'GET /apps/oauth/usage/:app/:user/tokens': 'usage:read',
  'GET /apps/oauth/usage/:app/users': 'usage:read',
  'GET /connected-apps': 'connected-apps:manage',
  'GET /connected-apps/:client_id/tokens': 'connected-apps:manage',
  'GET /audit': 'audit:read',
  'GET /audit/export': 'audit:read',
  'GET /denials': 'usage:read',
  'GET /edges': 'edges:manage',
  'GET /groups': 'users:manage',
  'GET /groups/:group_id': 'users:manage',
  'GET /issuers': 'issuers:manage',
  'GET /organization/session-end': 'settings:manage',
  'GET /organization/settings': 'settings:manage',
  'GET /revocations': 'usage:read',
  'GET /revocations/:id': 'usage:read',
  'GET /revocations/:id/propagation': 'usage:read',
  'GET /roles': 'users:manage',
  'GET /services/data/v:version/apps/oauth/usage': 'usage:read',
  'GET /services/data/v:version/apps/oauth/usage/:app/:user/tokens': 'usage:read',
  'GET /services/data/v:version/apps/oauth/usage/:app/users': 'usage:read',
  'GET /tokens': 'usage:read',
  'GET /tokens/:token_id': 'usage:read',
  'GET /users/:user_id': 'users:manage',
  'GET /users/:user_id/apps': 'usage:read',
  'PATCH /organization/settings': 'settings:manage',
  'POST /approvals/:approval_id/approve': 'approvals:give',
  'POST /approvals/:approval_id/decline': 'approvals:give',
  'POST /apps': 'apps:manage',
  'POST /apps/:client_id/block': 'apps:block',
  'POST /apps/:client_id/install': 'apps:install',
  'POST /apps/:client_id/revoke': 'tokens:revoke',
  'POST /apps/:client_id/unblock': 'apps:block',
  'POST /apps/:client_id/uninstall': 'apps:install',
  'POST /apps/install': 'apps:install',
  'POST /edges': 'edges:manage',
  'POST /grants/:grant_id/revoke': 'tokens:revoke',
  'POST /issuers': 'issuers:manage',
  'POST /issuers/tokens': 'tokens:report',
  'POST /keys/rotate': 'keys:rotate',
  'POST /organization/revoke': 'tokens:revoke',
  'POST /organization/session-end': 'settings:manage',
  'POST /organizations': 'platform:operate',
  'POST /revocations': 'tokens:revoke',
  'POST /sessions/:sid/revoke': 'tokens:revoke',
  'POST /tokens/revoke': 'tokens:revoke',
  'POST /users': 'users:manage',
  'POST /users/:user_id/apps/:client_id/revoke': 'tokens:revoke',
  'POST /users/:user_id/permissions': 'users:manage',
  'POST /users/:user_id/permissions/withdraw': 'users:manage',
  'POST /users/:user_id/revoke': 'tokens:revoke',
  'PUT /apps/:client_id/policy': 'apps:policy',
  'PUT /apps/:client_id/preauthorizations/groups/:group_id': 'apps:preauthorize',
  'PUT /apps/:client_id/preauthorizations/users/:user_id': 'apps:preauthorize',
  'PUT /apps/:client_id/settings': 'apps:manage',
  'PUT /groups/:group_id': 'users:manage',
  'PUT /organizations/:org_id/allowlisting': 'platform:operate',
};
const ROUTES = Object.keys(PERMISSION_OF);
const [OWN] = OWN_PERMISSIONS;
const USER = 'ann';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  await decide(control.process.runtime, (org) => decideRegisterUser(org, { userId: USER }));
});
afterAll(async () => {
  await control.close();
});

/** Asks a route with exactly these scopes; what it asks for isn't there. */
async function ask(route: string, scopes: readonly string[] | null, method?: string) {
  const [ownMethod = '', path = ''] = route.split(' ');
  const isOwn = scopes?.length === 1 && scopes[0] === OWN;
  // What is one's own is a user's, and never an app's.
  const token = scopes === null ? null : { scope: scopes.join(' '), ...(isOwn ? { sub: USER } : {}) };
  const body = ownMethod === 'POST' ? {} : undefined;
  const asked = path.replace('v:version', 'v60.0').replaceAll(/:\w+/g, 'unknown');
  return control.call(asked, { method: method ?? ownMethod, body, token });
}

it('every route of control is in the table, and nothing else', () => {
  const served = control.routes.filter((route) => !route.startsWith('HEAD '));
  expect([...new Set(served)].sort()).toEqual([...ROUTES].sort());
});

it('is the table of docs/reference/permissions.md, and so is what each role opens', () => {
  const [, table = ''] = readFileSync('docs/reference/permissions.md', 'utf8').split(
    '## What each route needs',
  );
  const rows = [...table.matchAll(/^\| `([A-Z]+ \/[^`]*)` +\| `([^`]+)` +\| (.*?) +\|$/gm)];
  const documented = rows.map(([, route, permission, roles]) => ({ route, permission, roles }));
  const expected = ROUTES.map((route) => ({
    route: route.replaceAll(/:(\w+)/g, '{$1}'),
    permission: PERMISSION_OF[route],
    roles: rolesWith(PERMISSION_OF[route] ?? ''),
  }));
  const byRoute = (a: { route?: string | undefined }, b: { route?: string | undefined }): number =>
    (a.route ?? '') < (b.route ?? '') ? -1 : 1;
  expect(documented.sort(byRoute)).toEqual(expected.sort(byRoute));
});

/** The roles that hold a permission, as the table names them. */
function rolesWith(permission: string): string {
  if (permission === OWN) return 'every user';
  const holds = ([, permissions]: [string, readonly string[]]): boolean => permissions.includes(permission);
  return Object.entries(ROLES)
    .filter(holds)
    .map(([role]) => `\`${role}\``)
    .join(', ');
}

describe.each(ROUTES)('%s', (route) => {
  const permission = PERMISSION_OF[route] ?? '';

  it('is refused without a token', async () => {
    expect((await ask(route, null)).status).toBe(401);
  });

  it(`is refused without ${permission}, by that name, whatever else the token may do`, async () => {
    const others = PERMISSIONS.filter((other) => other !== permission);
    for (const scopes of [[], others, ...others.map((other) => [other])]) {
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
