import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OperationPreviewSchema } from './operation.schema.js';
import { decideInstallApp, decideRegisterUser, decideRequestApproval, decideUninstallApp } from '#domain';
import { ReadModelError } from '#read-models';
import { decide } from '#platform/testing';
import { issue, times } from '../testing/issued-tokens.js';
import { ALICE, BOB, codeOf, THRESHOLD, TwoPersons } from '../testing/two-persons.js';

const USER = 'ann';
const NOTHING = { apps: 0, users: 0, tokens: { access: 0, refresh: 0 }, at_least: false };

let two: TwoPersons;
beforeAll(async () => {
  two = await TwoPersons.start();
  await decide(two.control.process.runtime, (org) => decideRegisterUser(org, { userId: USER }));
});
afterAll(async () => {
  await two.control.close();
});
/** An app that is installed for everybody, and that holds more tokens than the threshold for one user. */
beforeEach(async () => {
  await two.renewApp();
  await issue(two.control, ...times(THRESHOLD + 1, { clientId: two.app, userId: USER }));
});

const uninstall = () => `/apps/${two.app}/uninstall`;
const dry = async (path: string, body: object = {}) =>
  OperationPreviewSchema.parse((await two.control.post(path, { ...body, dry_run: true }, ALICE)).body);
const holds = async (userId: string) =>
  (await dry(`/users/${userId}/apps/${two.app}/revoke`)).counts.tokens.access;
const away = async <T>(work: () => Promise<T>): Promise<T> => {
  const { readModels } = two.control.deployment.storage;
  const page = readModels.page.bind(readModels);
  readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'away', true));
  try {
    return await work();
  } finally {
    readModels.page = page;
  }
};

describe('where nothing is installed, uninstalling', () => {
  it('for one user, of what everybody has, previews nothing, and names what ends the user’s tokens', async () => {
    const preview = await dry(uninstall(), { user_id: USER });
    expect(preview).toMatchObject({ counts: NOTHING, covers: { kinds: [], formats: [] } });
    expect(preview.warning).toBe(
      'Nothing would happen: the app is not installed for that user in particular.',
    );
    expect(preview.leaves.commands).toMatchObject([
      { operation: `POST /users/${USER}/apps/${two.app}/revoke` },
    ]);
    expect(await holds(USER)).toBe(THRESHOLD + 1);
  });

  it('previews nothing once it was done, as blocking does', async () => {
    await decide(two.control.process.runtime, (org) => decideUninstallApp(org, { clientId: two.app }));
    expect(await dry(uninstall())).toMatchObject({
      counts: NOTHING,
      warning: 'Nothing would happen: the app is not installed.',
    });
    const blocked = await two.control.newApp();
    await two.control.post(`/apps/${blocked}/block`);
    expect(await dry(`/apps/${blocked}/block`)).toMatchObject({
      counts: NOTHING,
      warning: 'Nothing would happen: the app is blocked already.',
    });
  });

  it.each<[string, <T>(work: () => Promise<T>) => Promise<T>]>([
    ['above the threshold', (work) => work()],
    ['where nobody can count', away],
  ])('asks no second person, %s', async (_case, when) => {
    const { position } = two.control.org;
    const answer = await when(() => two.control.post(uninstall(), { user_id: USER }, ALICE));
    expect(answer).toMatchObject({
      status: 202,
      body: { id: null, status: 'nothing-happened', ends: [], covered: { kinds: [] } },
    });
    expect(two.control.org.position).toEqual(position);
    expect(await holds(USER)).toBe(THRESHOLD + 1);
  });

  it('asks one where something is', async () => {
    const install = { clientId: two.app, userId: USER };
    await decide(two.control.process.runtime, (org) => decideInstallApp(org, install));
    expect((await dry(uninstall(), { user_id: USER })).counts.tokens.access).toBe(THRESHOLD + 1);
    const asked = await two.control.post(uninstall(), { user_id: USER }, ALICE);
    expect(asked.body['status']).toBe('approval-required');
  });
});

describe('what is refused', () => {
  it.each<[string, string, () => [string, object]]>([
    ['tokens of an app', 'APP_NOT_FOUND', () => ['/apps/nobody/revoke', {}]],
    ['tokens of a user of an app', 'APP_NOT_FOUND', () => ['/users/ann/apps/nobody/revoke', {}]],
    ['an installation', 'APP_NOT_FOUND', () => ['/apps/nobody/uninstall', {}]],
    ['an installation of a user', 'USER_NOT_FOUND', () => [uninstall(), { user_id: 'nobody' }]],
  ])('is not put to a second person where nobody can count: %s', async (_case, code, request) => {
    const { position } = two.control.org;
    const answer = await away(() => two.control.post(...request(), ALICE));
    expect(codeOf(answer)).toEqual([404, code]);
    expect(two.control.org.position).toEqual(position);
  });

  it('is not approved', async () => {
    const command = {
      approvalId: 'of-nobody',
      operation: 'revoke-app-tokens',
      parameters: { clientId: 'nobody', covers: ['access'] },
      count: 9,
      nowMs: Date.now(),
    };
    await decide(two.control.process.runtime, (org) => decideRequestApproval(org, command));
    const { position } = two.control.org;
    const answer = await two.control.post('/approvals/of-nobody/approve', {}, BOB);
    expect(codeOf(answer)).toEqual([404, 'APP_NOT_FOUND']);
    expect(two.control.org.position).toEqual(position);
  });
});

describe('what somebody else did meanwhile', () => {
  it('is not done again: nothing is approved, and it can be declined', async () => {
    const asked = await two.control.post(uninstall(), {}, ALICE);
    const location = asked.headers.get('location') ?? '';
    const { runtime } = two.control.process;
    await decide(runtime, (org) => decideUninstallApp(org, { clientId: two.app }));
    const { position } = two.control.org;
    const given = await two.control.post(`${location}/approve`, {}, BOB);
    expect(given).toMatchObject({ status: 202, body: { id: null, status: 'nothing-happened' } });
    expect(two.control.org.position).toEqual(position);
    expect((await two.control.call(location, BOB)).body['status']).toBe('pending');
    expect(codeOf(await two.control.post(`${location}/approve`, {}, ALICE))).toEqual([
      403,
      'APPROVAL_OWN_REQUEST',
    ]);
    expect((await two.control.post(`${location}/decline`, {}, ALICE)).status).toBe(202);
  });
});

describe('a bulk command that is sent again with its Idempotency-Key', () => {
  it('just when that is forgotten is checked like a new one', async () => {
    const path = `/apps/${await two.control.newApp()}/revoke`;
    const keyed = { ...ALICE, headers: { 'idempotency-key': `forgotten-${two.app}` } };
    expect((await two.control.post(path, {}, keyed)).body['status']).toBe('accepted');
    await issue(two.control, ...times(THRESHOLD + 1, { clientId: path.split('/')[2] ?? '' }));
    two.forgetNextAskedFor();
    const decisions = two.follow();
    const again = await two.control.post(path, {}, keyed);
    expect(again).toMatchObject({ status: 202, body: { status: 'approval-required' } });
    expect(decisions.map(({ type }) => type)).toEqual(['ApprovalRequested']);
  });
});
