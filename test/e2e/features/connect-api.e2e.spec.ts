import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { registerConsole, signInAdministrator } from '../../platform/actors/administrators.js';
import type { Rows } from '../../platform/pages/app-access.js';
import { registerApp, type TestApp } from '../../platform/actors/apps.js';
import { type Holding, obtainHolding } from '../../platform/pages/holdings.js';
import { inBothModes } from '../../platform/processes/in-both-modes.js';
import { type ResourceServer, startResourceServer } from '../../platform/actors/resource-server.js';
import { until } from '../../platform/until.js';
import {
  REDIRECT_URI,
  refresh,
  registerSignInApp,
  registerUser,
  type SignInApp,
} from '../../platform/actors/user-sign-in.js';

/** A list of the Connect API, under whichever name its rows are. */
interface Collection {
  readonly apps?: Rows;
  readonly users?: Rows;
  readonly tokens?: Rows;
  readonly currentPageUrl: string;
  readonly nextPageUrl?: string;
}

/** A program written for the Connect API: it knows the paths and properties that are documented there, and nothing of this platform. */
class ConnectClient {
  readonly #instanceUrl: string;
  readonly #token: string;
  readonly #base: string;

  constructor(instanceUrl: string, token: string, base = '/services/data/v66.0') {
    this.#instanceUrl = instanceUrl;
    this.#token = token;
    this.#base = base;
  }

  /** A resource below the base, or a URL as an answer gave it. */
  async send(method: string, resource: string): Promise<{ status: number; text: string }> {
    const path = resource.startsWith(`${this.#base}/`) ? resource : `${this.#base}${resource}`;
    const response = await fetch(new URL(path, this.#instanceUrl), {
      method,
      headers: { authorization: `Bearer ${this.#token}`, accept: 'application/json' },
    });
    return { status: response.status, text: await response.text() };
  }

  async read(resource: string): Promise<Collection> {
    const { status, text } = await this.send('GET', resource);
    if (status !== 200) throw new Error(`${resource} answered ${String(status)} ${text}`);
    return JSON.parse(text) as Collection;
  }

  /** Goes from page to page by `nextPageUrl`, as far as there is one. */
  async follow(resource: string, pageSize: number): Promise<Rows[]> {
    const pages: Rows[] = [];
    let next: string | undefined = `${resource}?pageSize=${String(pageSize)}`;
    while (next !== undefined) {
      const page: Collection = await this.read(next);
      pages.push(rowsOf(page));
      next = page.nextPageUrl;
      if (pages.length > 100) throw new Error('The pages do not end.');
    }
    return pages;
  }

  /** Counts pages up until one is empty. */
  async count(resource: string, pageSize: number): Promise<Rows[]> {
    const pages: Rows[] = [];
    for (let page = 0; ; page += 1) {
      const rows = rowsOf(await this.read(`${resource}?page=${String(page)}&pageSize=${String(pageSize)}`));
      if (rows.length === 0) return pages;
      pages.push(rows);
    }
  }
}

function rowsOf({ apps, users, tokens }: Collection): Rows {
  return apps ?? users ?? tokens ?? [];
}

const USAGE = '/apps/oauth/usage';
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);

inBothModes('the Connect API', (platform) => {
  let server: ResourceServer;
  let client: ConnectClient;
  let native: ConnectClient;
  let tooOld: ConnectClient;
  let app: SignInApp;
  /** One of each user; the first user has three. */
  let held: Holding[];
  let services: TestApp[];
  beforeAll(async () => {
    const { api, url } = platform();
    server = await startResourceServer(platform());
    const console = await registerConsole(platform());
    const { token } = await signInAdministrator(platform(), console, { roles: ['app-administrator'] });
    client = new ConnectClient(url, token);
    native = new ConnectClient(url, token, '');
    tooOld = new ConnectClient(url, token, '/services/data/v58.0');
    services = [];
    for (const name of ['Alpha', 'Beta', 'Gamma', 'Delta'])
      services.push(await registerApp(platform(), { client_name: name }));
    for (const { clientId, clientSecret } of services) await api.clientToken(clientId, clientSecret);
    app = await registerSignInApp(platform(), 'confidential', { client_name: 'tokens' });
    const users = [await registerUser(platform()), await registerUser(platform())];
    users.push(await registerUser(platform()));
    held = [];
    for (const user of users) held.push(await obtainHolding(platform(), app, user));
    const [first] = users;
    if (first !== undefined)
      for (let more = 0; more < 2; more += 1) held.push(await obtainHolding(platform(), app, first));
    await until('everything is counted', async () => {
      const listed = new Map(rowsOf(await client.read(USAGE)).map((row) => [row['identifier'], row]));
      const isInUse = services.every(({ clientId }) => listed.has(clientId));
      return isInUse && listed.get(app.clientId)?.['userCount'] === users.length;
    });
  }, 60_000);
  afterAll(() => server.close());

  const one = (index: number): Holding => {
    const holding = held[index];
    if (holding === undefined) throw new Error('There is no such holding.');
    return holding;
  };
  const usersOf = ({ clientId }: { clientId: string }) => `${USAGE}/${clientId}/users`;
  const tokensOf = ({ clientId }: { clientId: string }, userId: string) =>
    `${USAGE}/${clientId}/${userId}/tokens`;
  const codeOf = async (method: string, resource: string, by = client): Promise<unknown[]> => {
    const { status, text } = await by.send(method, resource);
    return [status, text === '' ? '' : (JSON.parse(text) as Record<string, unknown>)['code']];
  };

  it('U4 pages by nextPageUrl and by page number are the same, have each row once, and end', async () => {
    for (const [resource, name, size] of [
      [USAGE, 'identifier', 2],
      [usersOf(app), 'userIdentifier', 1],
      [tokensOf(app, one(0).user.userId), 'revocationUrl', 4],
    ] as const) {
      const whole = rowsOf(await client.read(resource));
      const pages = await client.follow(resource, size);
      expect(pages).toHaveLength(Math.ceil(whole.length / size));
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(whole);
      expect(await client.count(resource, size)).toEqual(pages);
      expect(new Set(whole.map((row) => row[name])).size).toBe(whole.length);

      const first = await client.read(`${resource}?pageSize=${String(size)}`);
      expect(await client.read(first.currentPageUrl)).toEqual(first);
      const second = await client.read(first.nextPageUrl ?? '');
      expect(await client.read(second.currentPageUrl)).toEqual(second);
      const past = await client.read(`${resource}?page=${String(pages.length)}&pageSize=${String(size)}`);
      expect([rowsOf(past), past.nextPageUrl]).toEqual([[], undefined]);
      expect(rowsOf(await client.read(`${resource}?page=999`))).toEqual([]);
    }
  });

  it('U4 the apps, an app’s users and a user’s tokens have the properties that such a client reads', async () => {
    const { user } = one(0);
    const apps = rowsOf(await client.read(USAGE));
    expect(apps.find(({ identifier }) => identifier === app.clientId)).toMatchObject({
      developerName: 'tokens',
      label: 'tokens',
      userCount: 3,
    });
    const users = rowsOf(await client.read(usersOf(app)));
    expect(users.find(({ userIdentifier }) => userIdentifier === user.userId)).toMatchObject({
      username: user.username,
      firstUsedAt: TIME,
      lastUsedAt: TIME,
      useCount: 3,
    });
    const tokens = rowsOf(await client.read(tokensOf(app, user.userId)));
    expect(tokens).toHaveLength(6);
    for (const token of tokens)
      expect(token).toEqual({
        accessTokenFormat: 'JWT',
        appDeveloperName: 'tokens',
        appIdentifier: app.clientId,
        initialConnectionAt: TIME,
        lastUsedAt: TIME,
        revocationUrl: expect.stringMatching(/^\/services\/data\/v66\.0\/apps\/oauth\/usage\/tokens\/[^/]+$/),
        useCount: expect.any(Number),
        userIdentifier: user.userId,
        username: user.username,
      });
    expect(await codeOf('GET', tokensOf(app, user.userId).replace(app.clientId, 'none'))).toEqual([
      404,
      'APP_NOT_FOUND',
    ]);
  });

  it('U4 a trailing slash, the version and the bare path lead to the same resources', async () => {
    const bare = (collection: Collection): unknown =>
      JSON.parse(JSON.stringify(collection).replaceAll('/services/data/v66.0/', '/')) as unknown;
    for (const resource of [USAGE, usersOf(app), tokensOf(app, one(1).user.userId)]) {
      const plain = await client.read(resource);
      expect(plain.currentPageUrl.startsWith(`/services/data/v66.0${resource}?`)).toBe(true);
      expect(await client.read(`${resource}/`)).toEqual(plain);
      expect(rowsOf(await client.read(`${resource}/?page=0&pageSize=1`))).toHaveLength(1);
      expect(await native.read(resource)).toEqual(bare(plain));
    }
    expect(await codeOf('GET', USAGE, tooOld)).toEqual([404, 'NOT_FOUND']);
  });

  it('U4 one token, a user’s tokens and an app’s tokens are revoked by their addresses: 204, and it is so', async () => {
    const { user, refreshId, refresh: refreshToken, access } = one(0);
    const rows = rowsOf(await client.read(tokensOf(app, user.userId)));
    const row = rows.find(({ revocationUrl }) => String(revocationUrl).endsWith(`/${refreshId}`));
    expect(await client.send('DELETE', String(row?.['revocationUrl']))).toEqual({ status: 204, text: '' });
    await server.refuses(access, 'grant-revoked');
    await server.accepts(one(3).access);
    const refreshed = () => refresh(platform(), app, refreshToken);
    await until(
      'it gives nothing any more',
      async () => (await refreshed()).body['error'] === 'invalid_grant',
    );

    expect(await codeOf('DELETE', tokensOf(app, user.userId))).toEqual([204, '']);
    for (const index of [3, 4]) await server.refuses(one(index).access, 'user-app-revoked');
    await server.accepts(one(1).access);

    expect(await codeOf('DELETE', `${USAGE}/${app.clientId}/tokens/`)).toEqual([204, '']);
    for (const index of [1, 2]) await server.refuses(one(index).access, 'app-revoked');
    await until('the app is gone from the list', async () => {
      const listed = rowsOf(await client.read(USAGE)).map(({ identifier }) => identifier);
      return !listed.includes(app.clientId) && services.every(({ clientId }) => listed.includes(clientId));
    });
    expect(await codeOf('DELETE', `${USAGE}/${app.clientId}/tokens`)).toEqual([204, '']);
    expect(await codeOf('DELETE', `${USAGE}/tokens/nothing`)).toEqual([404, 'TOKEN_NOT_FOUND']);
    expect(await codeOf('DELETE', `${USAGE}/nothing/tokens`)).toEqual([404, 'APP_NOT_FOUND']);
  });

  it('U4 an app called “tokens” never stands in the way of the tokens, nor do they of it', async () => {
    const { api } = platform();
    const user = await registerUser(platform());
    const service = await registerApp(platform());
    const good = await api.clientToken(service.clientId, service.clientSecret);
    await server.accepts(good);
    for (const by of [client, native]) {
      expect(await codeOf('DELETE', `${USAGE}/tokens/tokens`, by)).toEqual([404, 'TOKEN_NOT_FOUND']);
      expect(await codeOf('GET', `${USAGE}/tokens/users`, by)).toEqual([404, 'APP_NOT_FOUND']);
      expect(await codeOf('DELETE', `${USAGE}/tokens/${user.userId}/tokens`, by)).toEqual([
        404,
        'APP_NOT_FOUND',
      ]);
    }

    // Somebody makes the name known by trying it.
    const query = new URLSearchParams({
      client_id: 'tokens',
      response_type: 'code',
      redirect_uri: REDIRECT_URI,
    });
    expect((await fetch(`${platform().issuer}/auth?${query.toString()}`)).status).toBe(400);
    const known = await until('somebody tried to use such an app', async () => {
      const { body } = await api.get('/apps?search=tokens&denied=true');
      return (body['apps'] as Rows).find(({ client_id: id }) => id === 'tokens');
    });
    expect(known).toMatchObject({ registered: false, installed: false });
    for (const by of [client, native]) {
      expect(await codeOf('DELETE', `${USAGE}/tokens/tokens`, by)).toEqual([404, 'TOKEN_NOT_FOUND']);
      expect(rowsOf(await by.read(`${USAGE}/tokens/users`))).toEqual([]);
      expect(rowsOf(await by.read(`${USAGE}/tokens/${user.userId}/tokens`))).toEqual([]);
      expect(await codeOf('DELETE', `${USAGE}/tokens/${user.userId}/tokens`, by)).toEqual([
        404,
        'APP_NOT_FOUND',
      ]);
    }
    expect((await server.call(good)).status).toBe(200);
  });
});
