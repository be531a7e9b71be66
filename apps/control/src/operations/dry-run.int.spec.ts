import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OperationPreviewSchema } from './operation.schema.js';
import { TOKEN_KINDS } from '#domain';
import { ReadModelError } from '#read-models';
import { ControlUnderTest } from '../testing/control-under-test.js';
import { issue, times } from '../testing/issued-tokens.js';
import { countTokens } from '../inventory/token-counter.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

const dry = (path: string, body: object = {}) => control.post(path, { ...body, dry_run: true });

describe('a dry run', () => {
  it.each<[string, (app: string) => [string, object?]]>([
    ['an app', (app) => [`/apps/${app}/revoke`]],
    ['a block', (app) => [`/apps/${app}/block`]],
    ['an uninstallation', (app) => [`/apps/${app}/uninstall`]],
    ['a user', () => ['/users/u1/revoke']],
    ['a user of an app', (app) => [`/users/u1/apps/${app}/revoke`]],
    ['the organisation', () => ['/organization/revoke']],
    ['a selection', (app) => ['/revocations', { items: [{ client_id: app }] }]],
    ['the keys', () => ['/keys/rotate', { mode: 'revoke' }]],
    ['a graceful rotation', () => ['/keys/rotate', { mode: 'graceful' }]],
  ])('of %s answers 200 with what it would cover, and does nothing', async (_case, request) => {
    const [path, body] = request(await control.newApp());
    const before = control.org.position;
    const answer = await dry(path, body);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const preview = OperationPreviewSchema.parse(answer.body);
    expect(preview.operation).toBe(`POST ${path}`);
    expect(Date.parse(preview.expires_at)).toBeGreaterThan(Date.now());
    expect(control.org.position).toEqual(before);
  });

  it('counts what is active and covered, at this moment', async () => {
    const [app, other] = [await control.newApp(), await control.newApp()];
    const ofApp = { clientId: app, userId: 'ann' };
    await issue(
      control,
      ofApp,
      { ...ofApp, userId: 'bob' },
      { clientId: app, userId: app },
      { ...ofApp, kind: 'refresh', format: 'Opaque', grantId: 'g-ann' },
      { ...ofApp, kind: 'refresh', format: 'Opaque', grantId: 'g-ann' },
      { ...ofApp, expiresAt: new Date(Date.now() - 1000).toISOString() },
      { clientId: other, userId: 'ann' },
    );
    const counts = async (path: string, body: object = {}) => (await dry(path, body)).body['counts'];
    expect(await counts(`/apps/${app}/revoke`)).toEqual({
      apps: 1,
      users: 2,
      tokens: { access: 3, refresh: 1 },
      at_least: false,
    });
    expect(await counts(`/apps/${app}/revoke`, { covers: ['refresh'] })).toMatchObject({
      tokens: { access: 0, refresh: 1 },
    });
    const uninstalled = { apps: 1, users: 2, tokens: { access: 3, refresh: 1 }, at_least: false };
    expect(await counts(`/apps/${app}/uninstall`)).toEqual(uninstalled);
    expect(await counts(`/users/ann/revoke`)).toMatchObject({ apps: 2, tokens: { access: 2, refresh: 1 } });
    expect(await counts(`/users/ann/apps/${other}/revoke`)).toMatchObject({ apps: 1, users: 1 });
    const items = [{ user_id: 'ann', client_id: app }, { user_id: 'ann' }, { grant_id: 'g-ann' }];
    expect(await counts('/revocations', { items })).toMatchObject({ tokens: { access: 2, refresh: 1 } });

    await control.post(`/users/ann/revoke`);
    expect(await counts(`/apps/${app}/revoke`)).toMatchObject({
      users: 1,
      tokens: { access: 2, refresh: 0 },
    });
  });

  it('of the keys counts the JWT access tokens that the issuer signed, and says what stays', async () => {
    await control.confirm('/organization/revoke');
    const app = await control.newApp();
    await issue(
      control,
      ...times(2, { clientId: app }),
      { clientId: app, format: 'Opaque' },
      { clientId: app, kind: 'refresh', format: 'Opaque' },
      { clientId: app, iss: 'https://else.test' },
    );
    const preview = OperationPreviewSchema.parse((await dry('/keys/rotate', { mode: 'revoke' })).body);
    expect(preview.counts.tokens).toEqual({ access: 2, refresh: 0 });
    expect(preview.covers).toMatchObject({ kinds: ['access'], formats: ['JWT'] });
    expect(preview.leaves.commands).toMatchObject([
      { operation: 'POST /organization/revoke', body: { covers: ['refresh'] } },
      { operation: 'POST /organization/revoke', body: { covers: ['session'] } },
      { operation: 'POST /organization/revoke', body: { covers: ['access'] } },
    ]);
  });

  it('says “at least” of a session, whose tokens nobody lists', async () => {
    const items = [{ session_id: 's1' }];
    const { body } = await dry('/revocations', { items });
    expect(body['counts']).toEqual({ apps: 0, users: 0, tokens: { access: 0, refresh: 0 }, at_least: true });
  });

  it.each([
    [4, 4, true],
    [5, 5, false],
  ])('that may look at %i of five tokens counts %i; at least: %j', async (bound, access, atLeast) => {
    const clientId = await control.newApp();
    await issue(control, ...times(5, { clientId }));
    const { storage, ambient } = control.process.runtime;
    const counting = { org: control.org, covers: TOKEN_KINDS, nowMs: ambient.now(), bound };
    const count = await countTokens(storage.readModels, counting, (tokens) => tokens.addOfApp(clientId));
    expect([count.counts.tokens.access, count.counts.at_least, count.cutShort]).toEqual([
      access,
      atLeast,
      atLeast,
    ]);
  });

  it('of what isn’t there is 404', async () => {
    for (const path of [
      '/apps/nobody/revoke',
      '/apps/nobody/block',
      '/apps/nobody/uninstall',
      '/users/u1/apps/nobody/revoke',
    ]) {
      const answer = await dry(path);
      expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
    }
  });

  it('says “at least” where the inventory cannot be asked, and can still be confirmed', async () => {
    const { readModels } = control.deployment.storage;
    const page = readModels.page.bind(readModels);
    readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'away', true));
    try {
      const preview = await dry('/organization/revoke');
      expect(preview).toMatchObject({
        status: 200,
        body: { counts: { tokens: { access: 0, refresh: 0 }, at_least: true } },
      });
      const { confirmation } = preview.body;
      expect((await control.post('/organization/revoke', { confirmation })).status).toBe(202);
    } finally {
      readModels.page = page;
    }
  });
});
