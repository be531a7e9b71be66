import { meetBeforeAppend } from '#decision-log/testing';
import { unavailable } from '#event-log/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OperationPreviewSchema } from './operation.schema.js';
import { type Answer, ControlUnderTest, type Request } from '../testing/control-under-test.js';
import { issue, times } from '../testing/issued-tokens.js';

const ALICE: Request = { token: { clientId: 'alice' } };
const BOB: Request = { token: { clientId: 'bob' } };

let control: ControlUnderTest;
let leap = 0;
beforeAll(async () => {
  control = await ControlUnderTest.start({ ambient: { now: () => Date.now() + leap } });
});
afterAll(async () => {
  await control.close();
});
afterEach(() => {
  leap = 0;
  control.process.log.beforeAppend = () => undefined;
});

const confirmationOf = async (path: string, body: object = {}, request: Request = ALICE) =>
  String((await control.post(path, { ...body, dry_run: true }, request)).body['confirmation']);
const refusalOf = ({ status, body }: Answer): unknown[] => [status, body['code']];

/** Makes every append of a fact of that type fail. */
function losesAppendsOf(type: string): void {
  control.process.log.beforeAppend = (_topic, { value }) => {
    if (value.includes(`rescind.${type}.v1`)) throw unavailable();
  };
}

describe('a confirmation', () => {
  let path = '';
  beforeEach(async () => {
    path = `/apps/${await control.newApp()}/revoke`;
  });

  it('of a command that needs none lets it happen once', async () => {
    const confirmation = await confirmationOf(path);
    const first = await control.post(path, { confirmation }, ALICE);
    expect(first).toMatchObject({ status: 202, body: { status: 'accepted' } });
    const { position } = control.org;
    const again = await control.post(path, { confirmation }, ALICE);
    expect(again).toMatchObject({ status: 202, body: { id: first.body['id'] } });
    expect(control.org.position).toEqual(position);
  });

  it('that has expired is 409, and nothing happens', async () => {
    const confirmation = await confirmationOf(path);
    const { position } = control.org;
    leap = 5 * 60_000;
    expect(refusalOf(await control.post(path, { confirmation }, ALICE))).toEqual([
      409,
      'CONFIRMATION_INVALID',
    ]);
    expect(control.org.position).toEqual(position);
  });

  it.each<[string, (confirmation: string) => Promise<Answer>]>([
    ['altered', (confirmation) => control.post(path, { confirmation: `A${confirmation.slice(1)}` }, ALICE)],
    ['lengthened', (confirmation) => control.post(path, { confirmation: `${confirmation}.A` }, ALICE)],
    ['made up', () => control.post(path, { confirmation: 'made-up' }, ALICE)],
    ['somebody else’s', (confirmation) => control.post(path, { confirmation }, BOB)],
    [
      'of a command with another body',
      (confirmation) => control.post(path, { confirmation, covers: ['access'] }, ALICE),
    ],
    ['of another command', (confirmation) => control.post('/users/u1/revoke', { confirmation }, ALICE)],
    [
      'of another app',
      async (confirmation) => control.post(`/apps/${await control.newApp()}/revoke`, { confirmation }, ALICE),
    ],
  ])('that is %s is 409', async (_case, send) => {
    const answer = await send(await confirmationOf(path));
    expect(refusalOf(answer)).toEqual([409, 'CONFIRMATION_INVALID']);
  });

  it('holds while what is covered grows by ten tokens, and not by eleven', async () => {
    const clientId = path.split('/')[2] ?? '';
    await issue(control, ...times(5, { clientId }));
    const [one, other] = [await confirmationOf(path), await confirmationOf(path)];
    await issue(control, ...times(11, { clientId }));
    const outdated = await control.post(path, { confirmation: one }, ALICE);
    expect(refusalOf(outdated)).toEqual([409, 'CONFIRMATION_OUTDATED']);
    const preview = OperationPreviewSchema.parse(outdated.body);
    expect(preview.counts.tokens.access).toBe(16);
    expect((await control.post(path, { confirmation: preview.confirmation }, ALICE)).status).toBe(202);
    // The five tokens that this preview counted are revoked by now. Fifteen are only ten more, even if they are all new.
    await issue(control, ...times(15, { clientId }));
    expect((await control.post(path, { confirmation: other }, ALICE)).status).toBe(202);
  });
});

describe.each<[string, string, object, string]>([
  ['the organisation', '/organization/revoke', {}, 'OrgTokensRevoked'],
  ['the keys', '/keys/rotate', { mode: 'revoke' }, 'SigningKeysRotated'],
])('revoking %s', (_what, path, body, type) => {
  it('without a confirmation answers the preview, and nothing happens', async () => {
    const before = control.org.position;
    const answer = await control.post(path, body);
    expect(answer.status).toBe(200);
    OperationPreviewSchema.parse(answer.body);
    expect(control.org.position).toEqual(before);
  });

  it('with it happens, and the outcome names what was covered', async () => {
    const confirmation = await confirmationOf(path, body);
    const answer = await control.post(path, { ...body, confirmation }, ALICE);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/revocations/${String(answer.body['id'])}`);
    expect(answer.body['covered']).toMatchObject({ kinds: expect.arrayContaining(['access']) as unknown });
  });

  it('by two administrators who saw the same: one does, the other one gets 409 and how it is now', async () => {
    const [alice, bob] = [await confirmationOf(path, body), await confirmationOf(path, body, BOB)];
    meetBeforeAppend([control.process, control.process]);
    const answers = await Promise.all([
      control.post(path, { ...body, confirmation: alice }, ALICE),
      control.post(path, { ...body, confirmation: bob }, BOB),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.body['code']).toBe('CONFIRMATION_OUTDATED');
    OperationPreviewSchema.parse(loser?.body);
  });

  it('is completed by the same confirmation after a crash in between, and a third time changes nothing', async () => {
    const confirmation = await confirmationOf(path, body);
    losesAppendsOf(type);
    const lost = await control.post(path, { ...body, confirmation }, ALICE);
    expect(refusalOf(lost)).toEqual([503, 'LOG_UNAVAILABLE']);
    control.process.log.beforeAppend = () => undefined;
    // The confirmation was used in time, so its age no longer matters: the revocation is completed.
    leap = 5 * 60_000;
    const completed = await control.post(path, { ...body, confirmation }, ALICE);
    leap = 0;
    expect(completed.status).toBe(202);
    const { position } = control.org;
    const third = await control.post(path, { ...body, confirmation }, ALICE);
    expect(third).toMatchObject({ status: 202, body: { id: completed.body['id'] } });
    expect(third.headers.get('location')).toBe(completed.headers.get('location'));
    expect(control.org.position).toEqual(position);
  });

  it('belongs to the request that used the confirmation first', async () => {
    const confirmation = await confirmationOf(path, body);
    const request = (key: string) => ({ ...ALICE, headers: { 'idempotency-key': `${type}-${key}` } });
    const first = await control.post(path, { ...body, confirmation }, request('one'));
    const again = await control.post(path, { ...body, confirmation }, request('one'));
    expect([first.status, again.status, again.body['id']]).toEqual([202, 202, first.body['id']]);
    const { position } = control.org;
    const stolen = await control.post(path, { ...body, confirmation }, request('two'));
    expect(refusalOf(stolen)).toEqual([409, 'CONFIRMATION_INVALID']);
    const other = await control.post(
      path,
      { ...body, confirmation: await confirmationOf(path, body) },
      request('one'),
    );
    expect(refusalOf(other)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(control.org.position).toEqual(position);
  });
});
