import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decideRotateSigningKeys } from '#domain';
import { decide, ORG } from '#platform/testing';
import { ControlUnderTest } from '../testing/control-under-test.js';
import { type TokenParts, UsageUnderTest } from '../testing/usage-under-test.js';

let control: ControlUnderTest;
let usage: UsageUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
  usage = new UsageUnderTest(control);
});
afterAll(() => control.close());

/** A token as a foreign issuer's report writes it, without `rpos`. */
const foreign = (parts: TokenParts) =>
  usage.token({ iss: 'https://foreign.example', rpos: undefined, ...parts });
const usersOf = async (app: string) => (await control.call(`/apps/${app}/users`)).body['users'];
const row = (userId: string, until: string | null) =>
  expect.objectContaining({ user_id: userId, active: until !== null, active_until: until });

it('users of apps are active as long as tokens of foreign issuers are, beside grants of ours that ended', async () => {
  const app = await control.newApp();
  const [soon, later] = [usage.at(20), usage.at(59)];
  await usage.project([
    usage.token({ tokenId: 'own', clientId: app, userId: 'ann' }),
    foreign({ tokenId: 'f-pat', clientId: app, userId: 'pat', expiresAt: later }),
    ...usage.grant('mixed', { clientId: app, userId: 'kim', expiresAt: later }),
    foreign({ tokenId: 'f-kim', clientId: app, userId: 'kim', expiresAt: soon }),
  ]);
  expect((await control.post('/grants/mixed/revoke')).status).toBe(202);
  expect(await usersOf(app)).toContainEqual(row('kim', soon));
  const { runtime } = control.process;
  const key = await runtime.issuerKeys.create(ORG);
  await decide(runtime, (org) => decideRotateSigningKeys(org, { mode: 'revoke', key }));
  const left = [row('ann', null), row('kim', soon), row('pat', later)];
  expect(await usersOf(app)).toEqual(expect.arrayContaining(left));
  expect((await control.post(`/apps/${app}/revoke`)).status).toBe(202);
  const none = ['ann', 'kim', 'pat'].map((userId) => row(userId, null));
  expect(await usersOf(app)).toEqual(expect.arrayContaining(none));
});
