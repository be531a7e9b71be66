import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeDecision, generateSigningKey, importSigningKey, signValue } from '#contracts';
import {
  decideBlockApp,
  decideRegisterApp,
  decideRetireEdge,
  decideRevokeUserTokens,
  decideUnblockApp,
  type Decision,
  type DomainError,
  type Effect,
  effectsOf,
  isBlocked,
  type OrgState,
} from '#domain';
import { DECISIONS_TOPIC, EventLogError } from '#event-log';
import { gate, until } from '#event-log/testing';
import {
  decide,
  ORG,
  outcomeUnknown,
  registerOrg,
  TestDeployment,
  type TestProcess,
  unavailable,
} from '../testing/index.js';
import type { Acceptance, FoldedDecision } from './decision-log.js';
import { IdempotencyKeyReusedError, OutcomeUnknownError } from './decision-log.errors.js';

const ACTOR = { kind: 'user', id: 'admin' } as const;
const METADATA = {
  grant_types: ['client_credentials'],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
} as const;
const register =
  (clientId: string, name = clientId) =>
  (org: OrgState) =>
    decideRegisterApp(org, {
      clientId,
      metadata: { ...METADATA, client_name: name },
      callerScopes: new Set<string>(),
    });
const block = (clientId: string, blockId: string) => (org: OrgState) =>
  decideBlockApp(org, { clientId, blockId });
const unblock = (clientId: string) => (org: OrgState) => decideUnblockApp(org, { clientId });
const revokeUser = (userId: string) => (org: OrgState) =>
  decideRevokeUserTokens(org, { userId, covers: ['access'] });

let deployment: TestDeployment;
let a: TestProcess;

beforeEach(async () => {
  deployment = await TestDeployment.open();
  a = await deployment.start();
  await registerOrg(a.runtime);
});
afterEach(async () => {
  await deployment.close();
});

/** As a request with an Idempotency-Key. */
function withKey(
  process: TestProcess,
  factId: string,
  requestDigest: string,
  decider: (org: OrgState) => Decision | null,
): Promise<Acceptance> {
  return process.runtime.decisions.decide(ORG, decider, { actor: ACTOR, factId, requestDigest });
}

const orgOf = ({ runtime }: TestProcess, orgId = ORG): OrgState => {
  const org = runtime.decisions.org(orgId);
  if (org === undefined) throw new Error(`${orgId} is not folded.`);
  return org;
};
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  ((await failureOf(promise)) as { code?: unknown } | null)?.code;

/** Holds the batches of a process back until the answer is called. */
function holdBack(process: TestProcess): () => void {
  const { opened, open } = gate();
  process.log.beforeBatch = () => opened;
  return open;
}

/** Lets appends into the log only when as many have come. */
function meetBeforeAppend(processes: readonly TestProcess[]): void {
  const { opened, open } = gate();
  let waiting = 0;
  for (const { log } of processes) {
    log.beforeAppend = () => {
      waiting += 1;
      if (waiting === processes.length) open();
      return opened;
    };
  }
}

/** Appends what the decision log itself would never write. */
async function appendRaw(
  value: string,
  headers: Record<string, string> = {},
  key = ORG,
): Promise<{ offset: number; partition: number }> {
  return deployment.storage.log.append(DECISIONS_TOPIC, { key, value, headers });
}

async function signed(value: string): Promise<Record<string, string>> {
  const signer = await a.runtime.platformKeys.signer('decisions');
  return { ...(await signValue(signer.privateKey, signer.kid, value)) };
}

function encoded(fact: Decision, orgId = ORG, id = a.runtime.ambient.newId()): string {
  const time = new Date().toISOString();
  const draft = { id, orgId, actor: ACTOR, time, fact, keepUntil: null, basedOn: null, requestDigest: null };
  return encodeDecision({ ...draft, effects: effectsOf(fact, time) }).value;
}

describe('a decision', () => {
  it('that is accepted is in the log and in the fold, and the position covers it', async () => {
    const accepted = await decide(a.runtime, register('app-1'));
    expect(accepted).toMatchObject({ status: 'accepted', fact: { type: 'AppRegistered' }, effects: [] });
    expect(orgOf(a).apps.has('app-1')).toBe(true);
    expect(a.runtime.decisions.positionOf(ORG)).toEqual(accepted.position);
    const reader = await deployment.start();
    expect(orgOf(reader).apps.has('app-1')).toBe(true);
  });

  it('is refused only after the log was read to its end: another process may have made it possible', async () => {
    const b = await deployment.start();
    const release = holdBack(b);
    await decide(a.runtime, register('app-1'));
    const blocked = decide(b.runtime, block('app-1', 'b1'));
    release();
    expect((await blocked).status).toBe('accepted');
    expect(isBlocked(orgOf(b).revocations, 'app-1')).toBe(true);
  });

  it('is called needless only after the log was read to its end: another process may have undone what stood', async () => {
    const b = await deployment.start();
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, block('app-1', 'b1'));
    await b.runtime.decisions.catchUp(ORG);
    const release = holdBack(b);
    await decide(a.runtime, unblock('app-1'));
    const blockedAgain = decide(b.runtime, block('app-1', 'b2'));
    release();
    expect((await blockedAgain).status).toBe('accepted');
    await a.runtime.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
  });

  it('that changes nothing appends nothing, and stores nothing before', async () => {
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, block('app-1', 'b1'));
    const before = a.runtime.decisions.positionOf(ORG);
    let stored = 0;
    const beforeAppend = (): Promise<void> => {
      stored += 1;
      return Promise.resolve();
    };
    const answer = await a.runtime.decisions.decide(ORG, block('app-1', 'b2'), {
      actor: ACTOR,
      beforeAppend,
    });
    expect(answer).toEqual({
      id: null,
      status: 'nothing-happened',
      position: before,
      fact: null,
      effects: [],
      revokes: false,
    });
    expect(stored).toBe(0);
  });

  it('of two processes that register one name at once is taken once, whoever decides first', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const answers = await Promise.allSettled([
      decide(a.runtime, register('app-1', 'A')),
      decide(b.runtime, register('app-1', 'B')),
    ]);
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as DomainError).code)).toEqual(['APP_ALREADY_REGISTERED']);
    await Promise.all([a, b].map(({ runtime }) => runtime.decisions.catchUp(ORG)));
    expect(orgOf(a).apps.get('app-1')?.metadata).toEqual(orgOf(b).apps.get('app-1')?.metadata);
  });

  it('is folded by every process to the same state, whoever wrote it', async () => {
    const b = await deployment.start();
    await decide(a.runtime, register('app-1'));
    await decide(b.runtime, block('app-1', 'b1'));
    await decide(a.runtime, revokeUser('u1'));
    await b.runtime.decisions.catchUp(ORG);
    expect(orgOf(b).revocations).toEqual(orgOf(a).revocations);
    expect(b.runtime.decisions.positionOf(ORG)).toEqual(a.runtime.decisions.positionOf(ORG));
  });
});

describe('an Idempotency-Key', () => {
  const facts = (): number => [...orgOf(a).facts.keys()].filter((id) => id === 'key-1').length;

  it('answers a repetition from the log with the first position, in every process', async () => {
    await decide(a.runtime, register('app-1'));
    const first = await withKey(a, 'key-1', 'd1', block('app-1', 'b1'));
    const b = await deployment.start();
    for (const process of [a, b]) {
      const again = await withKey(process, 'key-1', 'd1', block('app-1', 'b2'));
      expect(again).toMatchObject({ id: 'key-1', status: 'accepted', position: first.position });
    }
    expect(orgOf(a).revocations.blocks.get('app-1')?.size).toBe(1);
  });

  it('of another request is refused', async () => {
    await withKey(a, 'key-1', 'd1', revokeUser('u1'));
    expect(await failureOf(withKey(a, 'key-1', 'd2', revokeUser('u2')))).toBeInstanceOf(
      IdempotencyKeyReusedError,
    );
  });

  it('that two processes use at once for one request has one fact, and both answer the same', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const [one, two] = await Promise.all(
      [a, b].map((process) => withKey(process, 'key-1', 'd1', register('app-1'))),
    );
    expect([one?.status, two?.status]).toEqual(['accepted', 'accepted']);
    expect(one?.position).toEqual(two?.position);
    await a.runtime.decisions.catchUp(ORG);
    expect(facts()).toBe(1);
  });

  it.each([
    ['conditional facts', register('app-1'), register('app-2')],
    ['facts with effects', revokeUser('u1'), revokeUser('u2')],
  ])(
    'that two processes use at once for different requests is refused to the second in the log (%s)',
    async (_case, one, other) => {
      const b = await deployment.start();
      meetBeforeAppend([a, b]);
      const answers = await Promise.allSettled([
        withKey(a, 'key-1', 'd1', one),
        withKey(b, 'key-1', 'd2', other),
      ]);
      const refused = answers.filter((answer) => answer.status === 'rejected');
      expect(refused).toHaveLength(1);
      expect(refused[0]?.reason).toBeInstanceOf(IdempotencyKeyReusedError);
    },
  );

  it('that one process uses twice at once is answered twice', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => withKey(a, 'key-1', 'd1', register('app-1'))));
    expect(new Set(answers.map(({ position }) => position.offset)).size).toBe(1);
    expect(answers.every(({ status, id }) => status === 'accepted' && id === 'key-1')).toBe(true);
  });

  it('whose first fact was rejected by the log is answered with the same rejection again', async () => {
    const b = await deployment.start();
    meetBeforeAppend([a, b]);
    const answers = await Promise.allSettled([
      withKey(a, 'key-a', 'd1', register('app-1')),
      withKey(b, 'key-b', 'd1', register('app-1')),
    ]);
    const [loser, key] = answers[0].status === 'rejected' ? ([a, 'key-a'] as const) : ([b, 'key-b'] as const);
    loser.log.beforeAppend = () => undefined;
    expect(await codeOf(withKey(loser, key, 'd1', register('app-9')))).toBe('APP_ALREADY_REGISTERED');
  });

  it('makes a send whose outcome is unknown safe to repeat', async () => {
    a.log.afterAppend = () => {
      throw outcomeUnknown();
    };
    expect(await codeOf(withKey(a, 'key-1', 'd1', register('app-1')))).toBe('APPEND_OUTCOME_UNKNOWN');
    a.log.afterAppend = () => undefined;
    const again = await withKey(a, 'key-1', 'd1', register('app-1'));
    expect(again).toMatchObject({ status: 'accepted', id: 'key-1' });
    expect(again.position).toEqual(orgOf(a).position);
    expect(facts()).toBe(1);
  });
});

describe('a process that can write and not read', () => {
  it('answers a revocation, which holds wherever it is read, and calls the outcome of anything else unknown', async () => {
    const b = await deployment.start({ limits: { foldDeadlineMs: 100 } });
    const release = holdBack(b);
    expect((await decide(b.runtime, revokeUser('u1'))).status).toBe('accepted');
    expect(await failureOf(decide(b.runtime, register('app-1')))).toBeInstanceOf(OutcomeUnknownError);
    release();
  });

  it('does not keep a caller waiting for ever', async () => {
    const b = await deployment.start({ limits: { foldDeadlineMs: 100 } });
    const release = holdBack(b);
    await decide(a.runtime, revokeUser('u1'));
    const failure = await failureOf(withKey(b, 'key-1', 'd1', register('app-1')));
    expect(failure).toBeInstanceOf(EventLogError);
    expect((failure as EventLogError).code).toBe('LOG_UNAVAILABLE');
    release();
  });

  it('lets those who wait go when it is closed', async () => {
    const b = await deployment.start();
    const release = holdBack(b);
    await decide(a.runtime, revokeUser('u1'));
    const waiting = failureOf(b.runtime.decisions.catchUp(ORG));
    await until(() => b.runtime.decisions.positionOf(ORG) !== null);
    const closing = b.runtime.decisions.close();
    release();
    await closing;
    await waiting;
  });
});

describe('a record that cannot be believed', () => {
  const blockFact: Decision = { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } };

  it.each<[string, () => Promise<[string, Record<string, string>]>]>([
    ['is not signed', () => Promise.resolve([encoded(blockFact), {}])],
    [
      'is signed by a key that is not ours',
      async () => {
        const key = await importSigningKey((await generateSigningKey()).privateJwk);
        return [encoded(blockFact), { ...(await signValue(key.privateKey, key.kid, encoded(blockFact))) }];
      },
    ],
    [
      'was changed after it was signed',
      async () => [encoded(blockFact).replace('app-1', 'app-2'), await signed(encoded(blockFact))],
    ],
    ['is no decision, and not signed', () => Promise.resolve(['{"not":"a decision"', {}])],
  ])('because it %s, is never folded; what comes after it is', async (_case, forge) => {
    const [value, headers] = await forge();
    const { offset } = await appendRaw(value, headers);
    const after = await decide(a.runtime, register('app-9'));
    expect(after.position.offset).toBe(offset + 1);
    expect(orgOf(a).revocations.blocks.size).toBe(0);
    expect(a.runtime.decisions.refusedRecords).toBe(1);
    expect(a.runtime.decisions.trouble).toBeNull();
  });

  it('because it is genuine and stands in another organisation’s partition, is never folded', async () => {
    const elsewhere = ['o1', 'o2', 'o3', 'o4', 'o5', 'o6'].find(
      (key) =>
        deployment.storage.log.partitionOf(DECISIONS_TOPIC, key) !==
        deployment.storage.log.partitionOf(DECISIONS_TOPIC, ORG),
    );
    const value = encoded(blockFact);
    await appendRaw(value, await signed(value), elsewhere);
    const before = orgOf(a).position;
    await a.runtime.decisions.catchUp(elsewhere ?? '');
    expect(orgOf(a).position).toEqual(before);
    expect(a.runtime.decisions.refusedRecords).toBe(1);
  });

  it('although this process wrote it itself, is not called accepted', async () => {
    a.log.tamper = (record) => ({ ...record, value: record.value.replace('u1', 'u2') });
    expect(await failureOf(decide(a.runtime, revokeUser('u1')))).toBeInstanceOf(Error);
  });
});

describe('a record that this version does not fully understand', () => {
  const unknown = { effect: 'denySubnet', net: '10.0.0.0/8' };

  it('holds with the effects that are understood, is passed on, and makes the process not ready for any other', async () => {
    const heard: FoldedDecision[] = [];
    a.runtime.decisions.onFolded((folded) => heard.push(folded));
    const envelope = JSON.parse(
      encoded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } }),
    ) as { data: { effects: unknown[] } };
    envelope.data.effects.push(unknown);
    const value = JSON.stringify(envelope);
    const { offset } = await appendRaw(value, await signed(value));
    await a.runtime.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
    expect(heard.map(({ record }) => record.offset)).toEqual([offset]);
    expect(a.runtime.decisions.trouble).toMatch(/effect/);
    expect(a.runtime.readiness.ready).toBe(false);
  });

  it('holds, if only its fact is unknown, and is nothing to worry about', async () => {
    const envelope = JSON.parse(
      encoded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } }),
    ) as { type: string };
    const value = JSON.stringify({ ...envelope, type: 'rescind.AppShunned.v1' });
    await appendRaw(value, await signed(value));
    await a.runtime.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
    expect(a.runtime.decisions.trouble).toBeNull();
  });

  it('makes the process not ready, if it is signed and unreadable: a revocation could be in it', async () => {
    const value = '{"signed":"by a later version"}';
    await appendRaw(value, await signed(value));
    await a.runtime.decisions.catchUp(ORG);
    expect(a.runtime.decisions.trouble).not.toBeNull();
  });
});

describe('the fold', () => {
  it('takes a batch that is delivered again for what it is', async () => {
    const b = deployment.process();
    b.log.deliveries = 3;
    const heard: number[] = [];
    b.runtime.decisions.onFolded(({ record }) => heard.push(record.offset));
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, block('app-1', 'b1'));
    await b.runtime.start();
    expect(heard).toEqual([...new Set(heard)]);
    expect(orgOf(b).revocations).toEqual(orgOf(a).revocations);
    expect(orgOf(b).facts).toEqual(orgOf(a).facts);
  });

  it('goes on when a listener throws, and tells every other in log order with what came before', async () => {
    const heard: [number, number][] = [];
    a.runtime.decisions.onFolded(() => {
      throw new Error('a listener of poor quality');
    });
    const stop = a.runtime.decisions.onFolded(({ record, previousOffset }) =>
      heard.push([previousOffset, record.offset]),
    );
    const start = orgOf(a).position?.offset ?? -1;
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, block('app-1', 'b1'));
    expect(heard).toEqual([
      [start, start + 1],
      [start + 1, start + 2],
    ]);
    stop();
    await decide(a.runtime, unblock('app-1'));
    expect(heard).toHaveLength(2);
  });

  it('believes a key that was made after it began to read', async () => {
    const late = await generateSigningKey();
    const data = { purpose: 'decisions', publicJwk: late.publicJwk, sealed: {} };
    await deployment.storage.credentials.put({
      kind: 'platform-key',
      id: late.kid,
      orgId: '*platform',
      alias: 'decisions-2',
      data,
    });
    const { privateKey, kid } = await importSigningKey(late.privateJwk);
    const value = encoded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } });
    await appendRaw(value, { ...(await signValue(privateKey, kid, value)) });
    await a.runtime.decisions.catchUp(ORG);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
  });

  it('keeps organisations of one partition apart, though they share its offsets', async () => {
    const home = deployment.storage.log.partitionOf(DECISIONS_TOPIC, ORG);
    const other = Array.from({ length: 50 }, (_, n) => `other-${String(n)}`).find(
      (key) => deployment.storage.log.partitionOf(DECISIONS_TOPIC, key) === home,
    );
    if (other === undefined) throw new Error('no other organisation lands there');
    await registerOrg(a.runtime, other);
    const heard: FoldedDecision[] = [];
    a.runtime.decisions.onFolded((folded) => heard.push(folded));
    const before = orgOf(a).position?.offset;
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, register('app-1'), other);
    expect(heard.map(({ orgId, previousOffset }) => [orgId, previousOffset])).toEqual([
      [ORG, before],
      [other, (before ?? 0) + 1],
    ]);
    expect(a.runtime.decisions.positionOf(ORG)?.offset).toBe(orgOf(a, other).position?.offset);
  });

  it('drops what has expired in log time, and only that', async () => {
    const time = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const fact: Decision = {
      type: 'TokenRevoked',
      data: { iss: 'https://issuer.test', jti: 'old', covers: ['access'] },
    };
    const effects: readonly Effect[] = effectsOf(fact, time);
    const keepUntil = new Date(Date.now() - 86_400_000).toISOString();
    const draft = {
      id: 'old',
      orgId: ORG,
      actor: ACTOR,
      time,
      fact,
      effects,
      keepUntil,
      basedOn: null,
      requestDigest: null,
    };
    const { value } = encodeDecision(draft);
    await appendRaw(value, await signed(value));
    await decide(a.runtime, register('app-1'));
    await decide(a.runtime, block('app-1', 'b1'));
    expect(orgOf(a).revocations.denied.size).toBe(1);
    await a.runtime.decisions.prune();
    expect(orgOf(a).revocations.denied.size).toBe(0);
    expect(isBlocked(orgOf(a).revocations, 'app-1')).toBe(true);
  });
});

describe('readiness', () => {
  it('ends with a gap in the log, and does not come back by itself', () => {
    a.log.tellGap(DECISIONS_TOPIC, 0);
    expect(a.runtime.decisions.trouble).toMatch(/gap/);
    a.log.tellHealth(true);
    expect(a.runtime.readiness.missing).toMatch(/gap/);
  });

  it('follows the connection', () => {
    a.log.tellHealth(false);
    expect(a.runtime.decisions.trouble).not.toBeNull();
    a.log.tellHealth(true);
    expect(a.runtime.decisions.trouble).toBeNull();
  });

  it('is not there before everything that stood in the log at the start is read', async () => {
    const b = deployment.process();
    const release = holdBack(b);
    const starting = b.runtime.start();
    await until(() => b.runtime.decisions.positionOf(ORG) !== null);
    expect(b.runtime.decisions.trouble).not.toBeNull();
    release();
    await starting;
    expect(b.runtime.decisions.trouble).toBeNull();
  });

  it('ends when the log has been silent for too long, whatever the reader says of itself, and comes back', async () => {
    let leap = 0;
    const b = await deployment.start({
      ambient: { monotonic: () => performance.now() + leap },
      limits: { headIntervalMs: 50 },
    });
    expect(b.runtime.decisions.trouble).toBeNull();
    b.log.boundsFail = unavailable();
    leap = 60_000;
    expect(b.runtime.decisions.trouble).not.toBeNull();
    b.log.boundsFail = null;
    await until(() => b.runtime.decisions.trouble === null);
  });

  it('waits for a log that does not answer at the start', async () => {
    const b = deployment.process();
    b.log.boundsFail = unavailable();
    const starting = b.runtime.start();
    await until(() => b.runtime.decisions.trouble !== null);
    b.log.boundsFail = null;
    await starting;
    expect(orgOf(b).registered).toBe(true);
  });
});

describe('knowledge', () => {
  it('is as old as the last question that the log answered and the fold reached', async () => {
    const b = await deployment.start();
    const first = b.runtime.decisions.knownAsOf(ORG) ?? Infinity;
    expect(first).toBeLessThanOrEqual(performance.now());
    const release = holdBack(b);
    await decide(a.runtime, revokeUser('u1'));
    const asked = performance.now();
    const caughtUp = b.runtime.decisions.catchUp(ORG);
    expect(b.runtime.decisions.knownAsOf(ORG)).toBeLessThan(asked);
    release();
    await caughtUp;
    expect(b.runtime.decisions.knownAsOf(ORG)).toBeGreaterThan(first);
  });

  it('stays young under constant writes', async () => {
    const constant = { writing: true };
    const writer = (async () => {
      for (let n = 0; constant.writing; n += 1) await decide(a.runtime, revokeUser(`u${String(n)}`));
    })();
    const began = a.runtime.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.runtime.decisions.knownAsOf(ORG) ?? 0) > began);
    const then = a.runtime.decisions.knownAsOf(ORG) ?? 0;
    await until(() => (a.runtime.decisions.knownAsOf(ORG) ?? 0) > then);
    constant.writing = false;
    await writer;
  });
});

it('refuses to retire an edge that nobody registered', async () => {
  expect(await codeOf(decide(a.runtime, (org) => decideRetireEdge(org, { edgeId: 'edge-1' })))).toBe(
    'EDGE_NOT_FOUND',
  );
});
