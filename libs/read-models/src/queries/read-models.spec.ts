import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  APP_MODEL,
  APP_USER_MODEL,
  AUDIT_MODEL,
  type Decision,
  DECISION_TYPES,
  DENIAL_MODEL,
  type DenialReason,
  EDGE_MODEL,
  GRANT_MODEL,
  type ReadModel,
  type ReadModelFact,
  type RecordedUsage,
  REVOCATION_MODEL,
  TOKEN_MODEL,
  type TokenKind,
  USAGE_TYPES,
  type UsageFact,
} from '#domain';
import {
  appBlocked,
  appRegistered,
  canonicalJson,
  eachOnce,
  edgeAbsorbed,
  edgeRegistered,
  OWN_ISSUER,
  projected,
  recordedLog,
  recordedUsage,
  START_MS,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageDenied,
} from '#domain/testing';
import { REFRESH_MODEL } from '../refresh-jobs/refresh-job.apply.js';

/** Runs something for every model, each with its own type of document. */
const MODELS: readonly {
  readonly name: string;
  readonly docs: (facts: readonly ReadModelFact[]) => ReadonlyMap<string, object>;
}[] = [
  entry(APP_MODEL),
  entry(APP_USER_MODEL),
  entry(TOKEN_MODEL),
  entry(GRANT_MODEL),
  entry(REVOCATION_MODEL),
  entry(DENIAL_MODEL),
  entry(EDGE_MODEL),
  entry(AUDIT_MODEL),
  entry(REFRESH_MODEL),
];
const SHAPES = [
  APP_MODEL,
  APP_USER_MODEL,
  TOKEN_MODEL,
  GRANT_MODEL,
  REVOCATION_MODEL,
  DENIAL_MODEL,
  EDGE_MODEL,
  AUDIT_MODEL,
  REFRESH_MODEL,
];

/** Every document is frozen as soon as it is made: an `apply` that writes into what it was given throws. */
function entry<D extends { readonly orgId: string }>(model: ReadModel<D>) {
  const apply: ReadModel<D>['apply'] = (doc, fact, id) => deepFrozen(model.apply(doc, fact, id));
  return {
    name: model.name,
    docs: (facts: readonly ReadModelFact[]) => projected({ ...model, apply }, facts),
  };
}

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const covers = fc.subarray<TokenKind>(['access', 'refresh', 'session'], { minLength: 1 });
const decision: fc.Arbitrary<Decision> = fc.oneof(
  pick<Decision>(
    appRegistered('app-1'),
    appRegistered('app-2'),
    edgeRegistered(),
    appBlocked('app-1', 'b1'),
    appBlocked('app-1', 'b2'),
  ),
  pick<Decision>(
    { type: 'AppUnblocked', data: { clientId: 'app-1', blockIds: ['b1'] } },
    { type: 'EdgeRetired', data: { edgeId: 'edge-1' } },
  ),
  covers.map((kinds): Decision => ({ type: 'AppTokensRevoked', data: { clientId: 'app-1', covers: kinds } })),
  covers.map((kinds): Decision => ({
    type: 'UserAppTokensRevoked',
    data: { userId: 'user-1', clientId: 'app-1', covers: kinds },
  })),
  covers.map((kinds): Decision => ({ type: 'GrantRevoked', data: { grantId: 'grant-1', covers: kinds } })),
  pick('t1', 't2').map((jti): Decision => ({
    type: 'TokenRevoked',
    data: { iss: OWN_ISSUER, jti, covers: ['access'] },
  })),
);
const second = fc.integer({ min: 0, max: 5 });
const usageFact: fc.Arbitrary<UsageFact> = fc.oneof(
  fc
    .record({
      tokenId: pick('t1', 't2', 't3', 't4'),
      userId: pick('user-1', 'user-2'),
      issued: second,
      rpos: second,
      refresh: fc.boolean(),
    })
    .map(({ tokenId, userId, issued, rpos, refresh }) =>
      tokenIssued({
        // What a token is follows from its id, as it does in a log: an id is issued once.
        tokenId: `${tokenId}-${userId}-${String(issued)}-${String(rpos)}-${String(refresh)}`,
        userId,
        kind: refresh ? 'refresh' : 'access',
        grantId: 'grant-1',
        issuedAt: timeAt(START_MS + issued * 1000),
        expiresAt: timeAt(START_MS + issued * 1000 + 60_000),
        rpos: `g1:${String(rpos)}`,
        ...(refresh ? {} : { refreshTokenId: 't0' }),
      }),
    ),
  fc
    .record({ windowId: pick('w1', 'w2', 'w3'), edgeId: pick('edge-1', 'edge-2') })
    .map((where) => tokenUsed({ ...where, count: 3 })),
  fc
    .record({ reason: pick<DenialReason>('blocked', 'not-installed'), count: fc.integer({ min: 1, max: 4 }) })
    .map((denial) => usageDenied(denial)),
  fc.integer({ min: 0, max: 9 }).map((offset) =>
    edgeAbsorbed({
      position: `g1:${String(offset)}`,
      receivedAt: timeAt(START_MS + offset),
      recent: [{ offset, ms: 5 }],
    }),
  ),
);

/** A usage log in which some records were appended again, later, under their ids. */
const usage: fc.Arbitrary<readonly RecordedUsage[]> = fc
  .tuple(fc.array(usageFact, { maxLength: 20 }), fc.array(fc.nat(), { maxLength: 10 }))
  .map(([facts, again]) => {
    const once = facts.map((fact, offset) => recordedUsage(fact, { offset }));
    const twice = again.flatMap((nth, index) => {
      const original = once[nth % (once.length || 1)];
      const offset = once.length + index;
      return original === undefined ? [] : [recordedUsage(original.fact, { offset, id: original.id })];
    });
    return [...once, ...twice];
  });

/** Two topics, each in its own order, read at any pace. */
function interleaved(
  a: readonly ReadModelFact[],
  b: readonly ReadModelFact[],
  pace: readonly boolean[],
): readonly ReadModelFact[] {
  const [restA, restB, merged] = [[...a], [...b], [] as ReadModelFact[]];
  for (const fromA of pace) {
    const next = fromA ? restA.shift() : restB.shift();
    if (next !== undefined) merged.push(next);
  }
  return [...merged, ...restA, ...restB];
}

describe.each(MODELS)('the read model $name', ({ docs }) => {
  const run = (facts: readonly ReadModelFact[]): string => canonicalJson(docs(facts));
  const paces = fc.array(fc.boolean(), { maxLength: 60 });
  const decisions = fc.array(decision, { maxLength: 12 }).map((facts) => recordedLog(facts));

  it('comes to the same documents at whatever pace the two topics are read', () => {
    fc.assert(
      fc.property(decisions, usage, paces, (decided, used, pace) => {
        expect(run(interleaved(decided, used, pace))).toBe(run([...decided, ...used]));
      }),
    );
  });

  it('makes documents of JSON alone, each with its organisation', () => {
    fc.assert(
      fc.property(decisions, usage, (decided, used) => {
        for (const doc of docs([...decided, ...used]).values()) {
          expect(JSON.parse(JSON.stringify(doc))).toEqual(doc);
          expect(doc).toMatchObject({ orgId: 'org-1' });
        }
      }),
      { numRuns: 30 },
    );
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFrozen(member);
  return Object.freeze(value);
}

describe('counts', () => {
  it('are exact, however often what is counted was appended', () => {
    fc.assert(
      fc.property(usage, (used) => {
        const first = new Map(used.map((each) => [each.id, each.fact]).reverse() as [string, UsageFact][]);
        const facts = [...first.values()];
        const issued = new Set(
          facts.flatMap((f) =>
            f.type === 'TokenIssued' && f.data.kind === 'access' ? [f.data.tokenId] : [],
          ),
        );
        const windows = new Set(
          facts.flatMap((f) => (f.type === 'TokenUsed' ? [`${f.data.edgeId} ${f.data.windowId}`] : [])),
        );
        const denied = facts.reduce((sum, f) => sum + (f.type === 'UsageDenied' ? f.data.count : 0), 0);
        const counted = eachOnce(used);
        const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0);

        const appUsers = [...projected(APP_USER_MODEL, counted).values()];
        expect(sum(appUsers.map((doc) => doc.useCount))).toBe(issued.size);
        expect(sum(appUsers.map((doc) => doc.callCount))).toBe(3 * windows.size);
        expect(sum([...projected(GRANT_MODEL, counted).values()].map((doc) => doc.useCount))).toBe(
          issued.size,
        );
        expect(sum([...projected(TOKEN_MODEL, counted).values()].map((doc) => doc.useCount))).toBe(
          issued.size,
        );
        expect(sum([...projected(DENIAL_MODEL, counted).values()].map((doc) => doc.count))).toBe(denied);
        expect(sum([...projected(APP_MODEL, counted).values()].map((doc) => doc.deniedCount))).toBe(denied);
      }),
    );
  });
});

describe('the registry of read models', () => {
  it('names each collection once, with its version', () => {
    expect(new Set(SHAPES.map((model) => model.collection)).size).toBe(SHAPES.length);
    for (const { name, version, collection } of SHAPES) {
      const own = `${name.replaceAll('-', '_')}_v${String(version)}`;
      // That of refresh goes on with the versions of what the work is done on.
      if (name === 'refresh') expect(collection).toMatch(new RegExp(`^${own}_`));
      else expect(collection).toBe(own);
    }
  });

  it('gives apps and their users new shapes together: what is known of the users is taken into the apps', () => {
    // Apps in the shape before hold tokens that their users in a new one are still to be filled with.
    expect(APP_MODEL.version).toBe(APP_USER_MODEL.version);
  });

  it('lists by organisation first, and names each order once', () => {
    for (const { lists } of SHAPES) {
      expect(new Set(lists.map((list) => list.name)).size).toBe(lists.length);
      for (const { fields } of lists) expect(fields[0]).toEqual({ field: 'orgId', order: 1 });
    }
  });

  it('audits every type of decision, and reads every type of usage', () => {
    expect([...REVOCATION_MODEL.handles].sort()).toEqual([...DECISION_TYPES].sort());
    const read = new Set<string>(SHAPES.flatMap((model) => model.handles));
    for (const type of USAGE_TYPES) expect(read.has(type)).toBe(true);
  });
});
