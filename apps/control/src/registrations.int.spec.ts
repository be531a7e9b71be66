import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeDecision } from '#contracts';
import { DECISIONS_TOPIC } from '#event-log';
import { collect } from '#event-log/testing';
import { ORG } from '#platform/testing';
import { ControlUnderTest } from './testing/control-under-test.js';

let control: ControlUnderTest;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

const secretOf = async (kind: 'client' | 'edge', id: string): Promise<unknown> =>
  (await control.deployment.storage.credentials.get(kind, id))?.data['secretHash'];
const hashOf = (secret: unknown): string => control.deployment.ring.hashSecret(String(secret));

describe('a registration', () => {
  it('of an app answers its credentials once, and stores only a hash', async () => {
    const answer = await control.post('/apps', { client_name: 'Mail', grant_types: ['client_credentials'] });
    expect(answer.status).toBe(201);
    const { client_id: id, client_secret: secret } = answer.body;
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await secretOf('client', String(id))).toBe(hashOf(secret));
    const shown = await control.call(`/apps/${String(id)}`);
    expect(shown.body).toMatchObject({ client_id: id, client_name: 'Mail', blocked: false });
    expect(shown.text).not.toContain(String(secret));
  });

  it('of a public app has no secret', async () => {
    const answer = await control.post('/apps', {
      client_name: 'SPA',
      redirect_uris: ['https://spa.test/cb'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).not.toHaveProperty('client_secret');
    expect(await secretOf('client', String(answer.body['client_id']))).toBeUndefined();
  });

  it.each<['client' | 'edge', string, Record<string, unknown>, string, string]>([
    [
      'client',
      '/apps',
      { client_name: 'Mail', grant_types: ['client_credentials'] },
      'client_id',
      'client_secret',
    ],
    ['edge', '/edges', { name: 'gateway' }, 'edge_id', 'edge_secret'],
  ])(
    'of a %s that is retried is the same one, with a new secret that works',
    async (kind, path, body, id, secret) => {
      const headers = { 'idempotency-key': `retried-${kind}` };
      const first = await control.post(path, body, { headers });
      const again = await control.post(path, body, { headers });
      expect([again.status, again.body[id]]).toEqual([201, first.body[id]]);
      expect(again.body[secret]).not.toBe(first.body[secret]);
      expect(await secretOf(kind, String(first.body[id]))).toBe(hashOf(again.body[secret]));
      const other = await control.post(
        path,
        { ...body, [kind === 'edge' ? 'name' : 'client_name']: 'Other' },
        { headers },
      );
      expect(other.status).toBe(422);
      expect(await secretOf(kind, String(first.body[id]))).toBe(hashOf(again.body[secret]));
    },
  );

  it.each<['client' | 'edge', string, Record<string, unknown>, string, string, string]>([
    [
      'client',
      '/apps',
      { client_name: 'Race', grant_types: ['client_credentials'] },
      'client_name',
      'client_id',
      'client_secret',
    ],
    ['edge', '/edges', { name: 'race' }, 'name', 'edge_id', 'edge_secret'],
  ])(
    'of a %s whose key another request uses at the same time leaves a working secret to the one that won',
    async (kind, path, body, name, id, secret) => {
      const headers = { 'idempotency-key': `raced-${kind}` };
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((text) => control.post(path, { ...body, [name]: text }, { headers })),
      );
      const won = answers.filter(({ status }) => status === 201);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
      expect(await secretOf(kind, String(won[0]?.body[id]))).toBe(hashOf(won[0]?.body[secret]));
    },
  );

  it('hands on no permission that the caller lacks', async () => {
    const token = { scope: 'apps:manage users:manage usage:read' };
    const app = await control.post(
      '/apps',
      { client_name: 'X', grant_types: ['client_credentials'], scope: 'usage:read keys:rotate' },
      { token },
    );
    expect([app.status, app.body['code']]).toEqual([403, 'SCOPE_NOT_HELD']);
    const user = await control.post(
      '/users',
      { username: 'x', password: 'long enough password', permissions: ['keys:rotate'] },
      { token },
    );
    expect([user.status, user.body['code'], user.body['scope']]).toEqual([
      403,
      'SCOPE_NOT_HELD',
      'keys:rotate',
    ]);
  });

  it('of a user keeps name and password out of the log, and the name unique', async () => {
    const body = { username: 'amélie', password: 'correct horse battery', permissions: ['usage:read'] };
    const headers = { 'idempotency-key': 'user-1' };
    const answer = await control.post('/users', body, { headers });
    expect(answer.status).toBe(201);
    const userId = String(answer.body['user_id']);
    expect([...(control.org.users.get(userId)?.permissions ?? [])]).toEqual(['usage:read']);
    const { log } = control.deployment.storage;
    const partition = log.partitionOf(DECISIONS_TOPIC, ORG);
    const { end } = await log.bounds(DECISIONS_TOPIC, partition);
    const from = new Map([[partition, { generation: null, offset: 0 }]]);
    const records = await collect(log, DECISIONS_TOPIC, { count: end, from });
    const text = records.map(({ value }) => value).join('\n');
    expect(text).toContain(userId);
    expect(text).not.toMatch(/amélie|correct horse/);
    expect(records.every((record) => decodeDecision(record).kind === 'decision')).toBe(true);
    expect((await control.post('/users', body, { headers })).body['user_id']).toBe(userId);
    const taken = await control.post('/users', body);
    expect(taken.status).toBe(409);
    const other = await control.post('/users', { ...body, password: 'another long password' }, { headers });
    expect(other.status).toBe(422);
  });

  it('of two organisations with one key makes two clients', async () => {
    const headers = { 'idempotency-key': 'orgs' };
    const [one, two] = [
      await control.post('/organizations', { org_id: 'org-one', name: 'One' }, { headers }),
      await control.post('/organizations', { org_id: 'org-two', name: 'Two' }, { headers }),
    ];
    expect([one.status, two.status]).toEqual([201, 201]);
    for (const { body } of [one, two]) {
      expect(await secretOf('client', String(body['client_id']))).toBe(hashOf(body['client_secret']));
    }
    const again = await control.post('/organizations', { org_id: 'org-one', name: 'Another' });
    expect([again.status, again.body['code']]).toEqual([409, 'ORG_ALREADY_REGISTERED']);
  });
});
