import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import {
  registerConsole,
  registerOrganization,
  signInAdministrator,
} from '../../platform/actors/administrators.js';
import type { Answer } from '../../platform/api/api-client.js';
import {
  accepted,
  changePolicy,
  clientRefused,
  denialsListed,
  type Rows,
  signInRefused,
} from '../../platform/pages/app-access.js';
import { registerApp } from '../../platform/actors/apps.js';
import { obtainHolding, sentBack } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { everyPage } from '../../platform/pages/keyset-pages.js';
import { expectProblem } from '../../platform/api/problems.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  REDIRECT_URI,
  registerSignInApp,
  registerUser,
  type SignInApp,
  signIn,
} from '../../platform/actors/user-sign-in.js';

/** How many apps there are besides those of the tests. */
const MANY = 230;
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
const idOf = (token: string): string => String(decodeJwt(token).jti);
/** Tokens say when they were issued in whole seconds. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until('the next second', () => Math.floor(Date.now() / 1000) > second);
}

inBothModes('the list of apps', (platform) => {
  let server: ResourceServer;
  let consoleApp: SignInApp;
  /** Of a person who administers apps, and nothing else. */
  let token: string;
  let many: SignInApp[];
  beforeAll(async () => {
    server = await startResourceServer(platform());
    consoleApp = await registerConsole(platform());
    ({ token } = await signInAdministrator(platform(), consoleApp, { roles: ['app-administrator'] }));
    many = await registerMany();
  }, 60_000);
  afterAll(() => server.close());

  const get = (path: string, after?: Answer): Promise<Answer> =>
    platform().api.get(path, { token, headers: sentBack(after) });
  const post = (path: string, body: object = {}): Promise<Answer> =>
    platform().api.post(path, body, { token });
  const rowsOf = async (path: string, member: string, after?: Answer): Promise<Rows> =>
    (await get(path, after)).body[member] as Rows;
  /** The whole list of apps, which must have each app once. */
  const apps = async (query: string, limit = 50): Promise<Rows> => {
    const pages = await everyPage(get, `/apps?limit=${String(limit)}&${query}`, 'apps');
    for (const { rows } of pages.slice(0, -1)) expect(rows).toHaveLength(limit);
    const rows = pages.flatMap((page) => page.rows);
    expect(new Set(rows.map(({ client_id: id }) => id)).size).toBe(rows.length);
    return rows;
  };
  const names = (rows: Rows, prefix: string): string[] =>
    rows.map(({ client_name: name }) => String(name)).filter((name) => name.startsWith(prefix));
  const inUse = async (after?: Answer): Promise<unknown[]> =>
    (await rowsOf('/apps/oauth/usage?pageSize=1000', 'apps', after)).map(({ identifier }) => identifier);

  async function registerMany(): Promise<SignInApp[]> {
    const found: SignInApp[] = [];
    while (found.length < MANY) {
      const numbers = Array.from({ length: 23 }, (_, index) => found.length + index);
      const batch = numbers.map((number) =>
        registerSignInApp(platform(), 'public', {
          client_name: `Depot ${String(number).padStart(3, '0')}`,
          installed: number !== MANY - 1,
        }),
      );
      found.push(...(await Promise.all(batch)));
    }
    return found;
  }

  it('U1 the full list has every app known, installed or not: searched, filtered, sorted, each once', async () => {
    const { api } = platform();
    const [ann, bob] = [await registerUser(platform()), await registerUser(platform())];
    const amber = await registerSignInApp(platform(), 'public', { client_name: 'U1 Amber' });
    for (const user of [ann, bob]) await signIn(platform(), amber, user);
    const basalt = await registerApp(platform(), { client_name: 'U1 Basalt' });
    await nextSecond();
    await api.clientToken(basalt.clientId, basalt.clientSecret);
    const coral = await registerSignInApp(platform(), 'public', {
      client_name: 'U1 Coral',
      installed: false,
    });
    for (const user of [ann, bob, bob]) await signInRefused(platform(), coral, user, 'unauthorized_client');
    const dune = await registerApp(platform(), { client_name: 'U1 Dune' });
    await api.clientToken(dune.clientId, dune.clientSecret);
    await accepted(post(`/apps/${dune.clientId}/block`, { reason: 'not ours' }));
    await clientRefused(platform(), dune);
    await registerApp(platform(), { client_name: 'U1 Elm' });
    const flint = await registerSignInApp(platform(), 'public', {
      client_name: 'U1 Flint',
      installed: false,
    });
    await signInRefused(platform(), flint, ann, 'unauthorized_client');

    const all = ['U1 Amber', 'U1 Basalt', 'U1 Coral', 'U1 Dune', 'U1 Elm', 'U1 Flint'];
    const listed = await until('all of that is listed', async () => {
      const rows = await apps('search=u1%20');
      const row = (name: string) => rows.find(({ client_name: its }) => its === `U1 ${name}`);
      const isSeen = row('Amber')?.['users'] === 2 && row('Basalt')?.['users'] === 1;
      const isRefused = row('Flint')?.['denied'] !== undefined && row('Dune')?.['blocked'] === true;
      const denied = (row('Flint')?.['denied'] ?? {}) as Record<string, unknown>;
      return isSeen && isRefused && denied['total'] === 1 ? rows : null;
    });
    expect(names(listed, 'U1 ')).toEqual(all);
    expect(listed).toMatchObject([
      { client_id: amber.clientId, installed: true, active: true, users: 2, last_used_at: TIME },
      { client_id: basalt.clientId, installed: true, active: true, users: 1, active_until: TIME },
      { installed: false, installed_at: null, active: false, users: 0, denied: { not_installed: 3 } },
      { client_id: dune.clientId, installed: true, blocked: true, active: false, users: 1 },
      { installed: true, active: false, users: 0, last_used_at: null, denied: { total: 0 } },
      { client_id: flint.clientId, installed: false, denied: { not_installed: 1, total: 1, last_at: TIME } },
    ]);

    for (const [query, expected] of [
      ['', all],
      ['installed=true', ['U1 Amber', 'U1 Basalt', 'U1 Dune', 'U1 Elm']],
      ['installed=false', ['U1 Coral', 'U1 Flint']],
      ['blocked=true', ['U1 Dune']],
      ['active=true', ['U1 Amber', 'U1 Basalt']],
      ['denied=true', ['U1 Coral', 'U1 Flint']],
      ['installed=true&blocked=false&active=false&denied=false', ['U1 Elm']],
      ['active=true&sort=users', ['U1 Amber', 'U1 Basalt']],
      ['active=true&sort=last_used', ['U1 Basalt', 'U1 Amber']],
      ['denied=true&sort=denied', ['U1 Coral', 'U1 Flint']],
      ['search=U1%20cO', ['U1 Coral']],
      [`search=${dune.clientId}`, ['U1 Dune']],
      ['search=u1%20&installed=false', ['U1 Coral', 'U1 Flint']],
    ] as const)
      expect([query, names(await apps(query), 'U1 ')]).toEqual([query, expected]);
    const everything = (await apps('', 200)).map(({ client_id: id }) => id).sort();
    expect(everything.length).toBeGreaterThan(MANY + all.length);
    for (const [sort, value] of [
      ['users', (row: Rows[number]) => row['users']],
      ['last_used', (row: Rows[number]) => Date.parse(String(row['last_used_at'])) || 0],
      ['denied', (row: Rows[number]) => (row['denied'] as Record<string, unknown>)['not_installed']],
    ] as const) {
      const rows = await apps(`sort=${sort}`);
      expect(rows.map(({ client_id: id }) => id).sort()).toEqual(everything);
      const values = rows.map(value).map(Number);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
    expectProblem(await get('/apps?search=u1&sort=users'), 400, 'INVALID_REQUEST');
    const { nextCursor } = (await get('/apps?limit=2')).body;
    const foreign = `cursor=${encodeURIComponent(String(nextCursor))}`;
    expectProblem(await get(`/apps?limit=2&sort=users&${foreign}`), 400, 'BAD_CURSOR');
  });

  it('U1 an app is among those in use as long as it has an active token, however the last one ends', async () => {
    const { api } = platform();
    const service = () => registerApp(platform());
    const [whole, single, short, unused] = [
      await service(),
      await service(),
      await service(),
      await service(),
    ];
    const shared = await registerSignInApp(platform(), 'public');
    const [ann, bob] = [await registerUser(platform()), await registerUser(platform())];
    await api.clientToken(whole.clientId, whole.clientSecret);
    const one = await api.clientToken(single.clientId, single.clientSecret);
    await signIn(platform(), shared, ann);
    const bobs = await obtainHolding(platform(), shared, bob);
    await changePolicy(platform(), short.clientId, { access_token_lifetime: 4 });
    await until('a short token', async () => {
      const { exp = 0, iat = 0 } = decodeJwt(await api.clientToken(short.clientId, short.clientSecret));
      return exp - iat === 4;
    });
    const ids = [whole, single, short, shared].map(({ clientId }) => clientId);
    const listed = await until('all four are in use', async () => {
      const found = await inUse();
      return ids.every((id) => found.includes(id)) ? found : null;
    });
    expect(listed).not.toContain(unused.clientId);

    const command = await post(`/apps/${whole.clientId}/revoke`, { reason: 'the end' });
    await accepted(Promise.resolve(command));
    expect(await inUse(command)).not.toContain(whole.clientId);
    const gone = (id: string) =>
      until(`${id} is not in use any more`, async () => !(await inUse()).includes(id));
    await accepted(post('/tokens/revoke', { jti: idOf(one) }));
    await accepted(post(`/users/${ann.userId}/apps/${shared.clientId}/revoke`));
    await gone(single.clientId);
    expect(await inUse()).toContain(shared.clientId);
    await accepted(post('/tokens/revoke', { jti: bobs.refreshId }));
    await gone(shared.clientId);
    await gone(short.clientId);
    const known = (await apps('active=false')).map(({ client_id: id }) => id);
    expect(known).toEqual(expect.arrayContaining([...ids, unused.clientId]));
  });

  it('U7 the deepest page opens by its cursor alone, and an app beyond it is installed by its address', async () => {
    const { api } = platform();
    const target = many.at(-1);
    if (target === undefined) throw new Error('There are no apps.');
    const pages = await everyPage(get, '/apps?search=depot&limit=7', 'apps');
    expect(pages).toHaveLength(Math.ceil(MANY / 7));
    const listed = pages.flatMap(({ rows }) => rows).map(({ client_id: id }) => id);
    expect(listed).toEqual(many.map(({ clientId }) => clientId));
    const deepest = pages.at(-1);
    const again = (await get(deepest?.path ?? '')).body;
    expect(again).toEqual({ apps: deepest?.rows });
    expect((again['apps'] as Rows).at(-1)).toMatchObject({ client_id: target.clientId, installed: false });

    const user = await registerUser(platform());
    await signInRefused(platform(), target, user, 'unauthorized_client');
    await denialsListed(platform(), target.clientId, 'not-installed');
    const address = (appId: string, orgId = 'default') => `/apps/install?app_id=${appId}&app_org_id=${orgId}`;
    const installer = await signInAdministrator(platform(), consoleApp, { permissions: ['apps:install'] });
    const as = { token: installer.token };
    expectProblem(await api.get('/apps', as), 403, 'INSUFFICIENT_SCOPE');
    const { status, body } = await api.get(address(target.clientId), as);
    expect([status, body]).toMatchObject([
      200,
      {
        client_id: target.clientId,
        client_name: `Depot ${String(MANY - 1)}`,
        scopes: ['orders:read'],
        redirect_uris: [REDIRECT_URI],
        installed: false,
        blocked: false,
        denied_attempts: { total: 1, not_installed: 1, last_at: TIME },
        install: { method: 'POST' },
      },
    ]);
    const { path } = body['install'] as { path: string };
    await accepted(api.post(path, { reason: 'trusted' }, as));
    await server.accepts((await signIn(platform(), target, user)).access);
    expect((await api.get(address(target.clientId), as)).body).toMatchObject({ installed: true });

    const other = await registerOrganization(platform(), 'u7-neighbour');
    const theirs = (await other.post('/apps', { client_name: 'Theirs' })).body['client_id'];
    for (const elsewhere of [
      address(String(theirs)),
      address(String(theirs), 'u7-neighbour'),
      address(target.clientId, 'u7-neighbour'),
      address('nothing'),
    ])
      for (const answer of [await api.get(elsewhere, as), await api.post(elsewhere, {}, as)])
        expectProblem(answer, 404, 'APP_NOT_FOUND');
  });
});
