import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeDecision, ProblemSchema } from '#contracts';
import {
  decideRegisterApp,
  EDGE_MODEL,
  isBlocked,
  parsePosition,
  type Position,
  REVOCATION_MODEL,
  type OrgState,
} from '#domain';
import { edgeAbsorbed, edgeRegistered, recorded, recordedUsage } from '#domain/testing';
import { DECISIONS_TOPIC } from '#event-log';
import { collect } from '#event-log/testing';
import { PROJECTOR } from '#read-models';
import {
  decide,
  ORG,
  outcomeUnknown,
  registerOrg,
  unavailable,
} from '../../../libs/platform/src/testing/index.js';
import { type Answer, ControlUnderTest } from './testing/control-under-test.js';

let control: ControlUnderTest;
let apps = 0;
beforeAll(async () => {
  control = await ControlUnderTest.start();
});
afterAll(async () => {
  await control.close();
});

const org = (): OrgState => {
  const state = control.process.runtime.decisions.org(ORG);
  if (state === undefined) throw new Error('the organisation is not folded');
  return state;
};
const metadata = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
} as const;
async function newApp(orgId = ORG): Promise<string> {
  apps += 1;
  const clientId = `client-${String(apps)}`;
  await decide(
    control.process.runtime,
    (state) => decideRegisterApp(state, { clientId, metadata, callerScopes: new Set<string>() }),
    orgId,
  );
  return clientId;
}
const secretOf = async (kind: 'client' | 'edge', id: string): Promise<unknown> =>
  (await control.deployment.storage.credentials.get(kind, id))?.data['secretHash'];
const hashOf = (secret: unknown): string => control.deployment.ring.hashSecret(String(secret));

describe('a revocation', () => {
  it.each<[string, (app: string) => [string, unknown]]>([
    ['of an app by a block', (app) => [`/apps/${app}/block`, { reason: 'why' }]],
    ['of one token', () => ['/tokens/revoke', { jti: 'j1' }]],
    ['of one token of another issuer', () => ['/tokens/revoke', { jti: 'j1', iss: 'https://else.test' }]],
    ['of one grant', () => ['/grants/g1/revoke', {}]],
    ['of one session', () => ['/sessions/s1/revoke', {}]],
    ['of a user’s tokens', () => ['/users/u1/revoke', { covers: ['access'] }]],
    ['of a user’s tokens of an app', (app) => [`/users/u1/apps/${app}/revoke`, {}]],
    ['of an app’s tokens', (app) => [`/apps/${app}/revoke`, {}]],
    ['of the organisation’s tokens', () => ['/organization/revoke', {}]],
    ['of the keys', () => ['/keys/rotate', { mode: 'revoke' }]],
  ])('%s: 202 with its effects, its position and its page', async (_case, request) => {
    const [path, body] = request(await newApp());
    const answer = await control.post(path, body);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'accepted' });
    expect(answer.body['effects']).not.toEqual([]);
    expect(answer.headers.get('location')).toBe(`/revocations/${String(answer.body['id'])}`);
    expect(answer.headers.get('rescind-position')).toBe(answer.body['position']);
    const position = control.process.runtime.positions.read(ORG, String(answer.body['position']));
    expect(position).toEqual(org().position);
  });

  it.each<[string, (app: string) => Promise<Answer>]>([
    ['a graceful rotation', () => control.post('/keys/rotate', { mode: 'graceful' })],
    [
      'the retirement of an edge',
      async () => {
        const edge = await control.post('/edges', { name: 'gateway' });
        return control.call(`/edges/${String(edge.body['edge_id'])}`, { method: 'DELETE' });
      },
    ],
  ])('is not what %s is: it has no page', async (_case, run) => {
    const answer = await run(await newApp());
    expect([answer.status, answer.body['effects'], answer.headers.get('location')]).toEqual([202, [], null]);
  });

  it('that was so already is answered as nothing that happened', async () => {
    const app = await newApp();
    await control.post(`/apps/${app}/block`);
    const again = await control.post(`/apps/${app}/block`);
    expect(again).toMatchObject({ status: 202, body: { id: null, status: 'nothing-happened', effects: [] } });
    expect(again.headers.get('location')).toBeNull();
  });

  it('sent again with its Idempotency-Key is the same one, with the same page; another with that key is 422', async () => {
    const app = await newApp();
    const headers = { 'idempotency-key': `key-${app}` };
    const first = await control.post(`/apps/${app}/block`, {}, { headers });
    const again = await control.post(`/apps/${app}/block`, {}, { headers });
    expect([again.status, again.body['id'], again.headers.get('location')]).toEqual([
      202,
      first.body['id'],
      first.headers.get('location'),
    ]);
    expect(again.headers.get('rescind-position')).toBe(first.headers.get('rescind-position'));
    expect(org().revocations.blocks.get(app)?.size).toBe(1);
    const other = await control.post(`/apps/${app}/block`, { reason: 'another' }, { headers });
    expect([other.status, other.body['code']]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('whose acknowledgement was lost is 503, holds, and is found again by its key', async () => {
    const app = await newApp();
    const headers = { 'idempotency-key': `key-${app}` };
    control.process.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    const lost = await control.post(`/apps/${app}/block`, {}, { headers });
    control.process.log.afterAppend = () => undefined;
    expect([lost.status, lost.body['code'], lost.headers.get('retry-after')]).toEqual([
      503,
      'OUTCOME_UNKNOWN',
      '1',
    ]);
    expect((await control.post(`/apps/${app}/block`, {}, { headers })).body['status']).toBe('accepted');
    expect(isBlocked(org().revocations, app)).toBe(true);
    expect(org().revocations.blocks.get(app)?.size).toBe(1);
  });

  it('that surely was not written is 503, and nothing was changed', async () => {
    const app = await newApp();
    control.process.log.beforeAppend = () => {
      throw unavailable();
    };
    const answer = await control.post(`/apps/${app}/block`);
    control.process.log.beforeAppend = () => undefined;
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'LOG_UNAVAILABLE',
      '1',
    ]);
    expect(isBlocked(org().revocations, app)).toBe(false);
  });

  it('keeps to its own organisation: another one’s app isn’t there', async () => {
    await registerOrg(control.process.runtime, 'neighbour');
    const theirs = await newApp('neighbour');
    for (const path of [
      `/apps/${theirs}/block`,
      `/apps/${theirs}/unblock`,
      `/apps/${theirs}/revoke`,
      `/users/u1/apps/${theirs}/revoke`,
    ]) {
      const answer = await control.post(path);
      expect([answer.status, answer.body['code']]).toEqual([404, 'APP_NOT_FOUND']);
    }
    expect((await control.call(`/apps/${theirs}`)).status).toBe(404);
    expect((await control.call(`/apps/oauth/usage/${theirs}/users`)).status).toBe(404);
    expect((await control.call(`/apps/oauth/usage/${theirs}/tokens`, { method: 'DELETE' })).status).toBe(404);
  });

  it.each<[string, string, unknown]>([
    ['an unknown member', '/tokens/revoke', { jti: 'j1', cover: ['access'] }],
    ['a kind that isn’t one', '/users/u1/revoke', { covers: ['everything'] }],
    ['no kind', '/users/u1/revoke', { covers: [] }],
    ['a token without an id', '/tokens/revoke', {}],
    ['a mode that isn’t one', '/keys/rotate', { mode: 'quick' }],
    ['no mode', '/keys/rotate', {}],
    ['a reason that is too long', '/users/u1/revoke', { reason: 'x'.repeat(501) }],
    ['a control character in an id', '/users/u%00/revoke', {}],
    ['an id that is too long', `/users/${'u'.repeat(129)}/revoke`, {}],
  ])('with %s is 400 and does nothing', async (_case, path, body) => {
    const before = org().position;
    const answer = await control.post(path, body);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
    ProblemSchema.parse(answer.body);
    expect(org().position).toEqual(before);
  });
});

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
    expect([...(org().users.get(userId)?.permissions ?? [])]).toEqual(['usage:read']);
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

describe('a query with Rescind-Position', () => {
  const checkpoint = async ({ generation, offset }: Position): Promise<void> => {
    const { log, readModels } = control.deployment.storage;
    await readModels.saveCheckpoint(PROJECTOR, DECISIONS_TOPIC, log.partitionOf(DECISIONS_TOPIC, ORG), {
      generation,
      offset,
    });
  };

  it('answers once the read models include the command', async () => {
    const command = await control.post('/users/u1/revoke');
    const headers = { 'rescind-position': String(command.body['position']) };
    const query = control.call('/revocations', { headers });
    await checkpoint(org().position ?? { generation: '', offset: -1 });
    expect((await query).status).toBe(200);
  });

  it.each(['made-up', 'g1:1', 'g1:1.AAAA', ''])('that isn’t one of ours (%j) is 400', async (position) => {
    const answer = await control.call('/revocations', { headers: { 'rescind-position': position } });
    expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_POSITION']);
  });

  it('of another organisation is 400', async () => {
    const position = control.process.runtime.positions.issue('neighbour', { generation: 'g1', offset: 1 });
    expect((await control.call('/revocations', { headers: { 'rescind-position': position } })).status).toBe(
      400,
    );
  });

  it('that the read models don’t reach in time is 503 with Retry-After', async () => {
    const position = control.process.runtime.positions.issue(ORG, { generation: 'another-log', offset: 1 });
    const answer = await control.call('/revocations', { headers: { 'rescind-position': position } });
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'POSITION_NOT_REACHED',
      '1',
    ]);
  });
});

describe('a list', () => {
  it.each(['/revocations?cursor=bad', '/edges?cursor=bad', '/apps/oauth/usage?cursor=bad'])(
    'refuses a cursor that isn’t ours: %s',
    async (path) => {
      const answer = await control.call(path);
      expect([answer.status, answer.body['code']]).toEqual([400, 'BAD_CURSOR']);
    },
  );

  it.each([
    '/revocations?limit=0',
    '/revocations?limit=1000',
    '/revocations?limits=5',
    '/apps/oauth/usage?page=-1',
    '/apps/oauth/usage?pageSize=x',
  ])('refuses %s', async (path) => {
    const answer = await control.call(path);
    expect([answer.status, answer.body['code']]).toEqual([400, 'INVALID_REQUEST']);
  });

  it('is 503 while the read models are away', async () => {
    const { readModels } = control.deployment.storage;
    const page = readModels.page.bind(readModels);
    const { ReadModelError } = await import('#read-models');
    readModels.page = () => Promise.reject(new ReadModelError('STORE_UNAVAILABLE', 'secret host', true));
    const answer = await control.call('/revocations');
    readModels.page = page;
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      503,
      'STORE_UNAVAILABLE',
      '1',
    ]);
    expect(answer.text).not.toContain('secret host');
  });
});

describe('Prefer: wait', () => {
  /** Writes what the projector would. */
  async function projectRevocation(id: string, position: Position): Promise<void> {
    const record = recorded(
      { type: 'UserTokensRevoked', data: { userId: 'u1', covers: ['access'] } },
      { id, orgId: ORG, ...position },
    );
    const doc = REVOCATION_MODEL.apply(null, record, id);
    const [key = ''] = REVOCATION_MODEL.keys(record);
    if (doc !== null)
      await control.deployment.storage.readModels.write(REVOCATION_MODEL.collection, [
        { id: key, expected: null, positions: {}, doc },
      ]);
  }

  it('answers as soon as every edge applies it, and says so', async () => {
    const waiting = control.post(
      '/users/u1/revoke',
      {},
      { headers: { prefer: 'respond-async, wait=20', 'idempotency-key': 'waits' } },
    );
    const id = await new Promise<string>((resolve) => {
      const stop = control.process.runtime.decisions.onFolded(({ record }) => {
        stop();
        resolve((JSON.parse(record.value) as { id: string }).id);
      });
    });
    await projectRevocation(id, org().position ?? { generation: '', offset: -1 });
    const answer = await waiting;
    expect([answer.status, answer.body['id'], answer.headers.get('preference-applied')]).toEqual([
      202,
      id,
      'wait=20',
    ]);
  });

  it('answers without the promise when the time is over', async () => {
    const answer = await control.post('/users/u1/revoke', {}, { headers: { prefer: 'wait=0' } });
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([202, null]);
  });

  it('never turns an accepted command into a failure', async () => {
    const { readModels } = control.deployment.storage;
    const get = readModels.get.bind(readModels);
    readModels.get = () => Promise.reject(new Error('the read models are away'));
    const answer = await control.post('/users/u1/revoke', {}, { headers: { prefer: 'wait=0' } });
    readModels.get = get;
    expect([answer.status, answer.body['status']]).toEqual([202, 'accepted']);
  });

  it('tells laggards and measured times of an edge', async () => {
    const position = { generation: 'g1', offset: 70 };
    await projectRevocation('measured', position);
    const { readModels } = control.deployment.storage;
    for (const [edgeId, absorbed] of [
      ['edge-1', 70],
      ['edge-2', 60],
    ] as const) {
      const registered = recorded(edgeRegistered(edgeId), { orgId: ORG });
      const receipt = recordedUsage(
        edgeAbsorbed({ edgeId, position: `g1:${String(absorbed)}`, recent: [{ offset: absorbed, ms: 12 }] }),
        { orgId: ORG },
      );
      const [key = ''] = EDGE_MODEL.keys(registered);
      const doc = EDGE_MODEL.apply(EDGE_MODEL.apply(null, registered, key), receipt, key);
      if (doc !== null)
        await readModels.write(EDGE_MODEL.collection, [{ id: key, expected: null, positions: {}, doc }]);
    }
    const { body } = await control.call('/revocations/measured/propagation');
    expect(body).toMatchObject({
      revocationId: 'measured',
      complete: false,
      edges: { total: 2, applied: 1, laggards: [{ edgeId: 'edge-2', behind: 10 }] },
      latencyMs: { p50: 12, p99: 12, max: 12 },
    });
    expect(parsePosition(String(body['position']).split('.')[0] ?? '')).toEqual(position);
    expect((await control.call('/revocations/unknown/propagation')).body['code']).toBe(
      'REVOCATION_NOT_FOUND',
    );
  });
});
