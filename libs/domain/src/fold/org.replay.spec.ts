import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Decision } from '../facts/index.js';
import { revocationEntries } from '../revocation/index.js';
import {
  appBlocked,
  appInstalled,
  appPolicyChanged,
  appRegistered,
  approvalRequested,
  appUninstalled,
  canonicalJson,
  clientMetadata,
  edgeRegistered,
  foldedOrg,
  keysRotated,
  ORG_ID,
  orgRegistered,
  orgSettingsChanged,
  recorded,
  recordedLog,
  sessionEndScheduled,
  userRegistered,
} from '../testing/index.js';
import { FACT_MEMORY_MS, FACT_MEMORY_SIZE } from '../state/fact-memory.js';
import { applyDecision, type Outcome } from './org.fold.js';
import { emptyOrg } from '../state/org.state.js';

const retired: Decision = { type: 'EdgeRetired', data: { edgeId: 'edge-1' } };
const unblocked = (...blockIds: string[]): Decision => ({
  type: 'AppUnblocked',
  data: { clientId: 'app-1', blockIds },
});
const granted = (...permissions: string[]): Decision => ({
  type: 'RoleGranted',
  data: { userId: 'user-1', permissions },
});

describe('what was read before', () => {
  it('is answered with where it was read first and what came of it', () => {
    const org = foldedOrg(recordedLog([appRegistered(), appRegistered()]));
    const again = (id: string, offset: number): Outcome =>
      applyDecision(org, recorded(appRegistered(), { id, offset }));
    expect(again('decision-0', 2)).toEqual({ outcome: 'duplicate', of: 0, first: { outcome: 'accepted' } });
    const first = { outcome: 'rejected', code: 'APP_ALREADY_REGISTERED' };
    expect(again('decision-1', 3)).toEqual({ outcome: 'duplicate', of: 1, first });
    expect(org.position?.offset).toBe(3);
  });

  it('is remembered for 24 hours of log time', () => {
    const at = (offset: number, appendedAtMs: number) =>
      recorded(userRegistered(`user-${String(offset)}`), { offset, appendedAtMs });
    const org = foldedOrg([at(0, 0), at(1, 1), at(2, FACT_MEMORY_MS)]);
    expect([...org.facts.keys()]).toEqual(['decision-0', 'decision-1', 'decision-2']);
    applyDecision(org, at(3, FACT_MEMORY_MS + 1));
    expect([...org.facts.keys()]).toEqual(['decision-1', 'decision-2', 'decision-3']);
  });

  it('is remembered for the newest 100 000 facts', () => {
    const org = emptyOrg(ORG_ID);
    for (let offset = 0; offset <= FACT_MEMORY_SIZE; offset++) {
      applyDecision(org, recorded(granted(), { offset, appendedAtMs: 0, effects: [], keepUntil: null }));
    }
    expect(org.facts.size).toBe(FACT_MEMORY_SIZE);
    expect(org.facts.has('decision-0')).toBe(false);
    expect(org.facts.has('decision-1')).toBe(true);
  });

  it('changes nothing also after its id was forgotten', () => {
    const log = recordedLog([
      orgRegistered('key-1'),
      appRegistered(),
      keysRotated('key-2'),
      edgeRegistered(),
    ]);
    const org = foldedOrg(log);
    org.facts.clear();
    const before = canonicalJson(org);
    expect(log.map((record) => applyDecision(org, record))).toEqual(
      log.map(({ position }) => ({ outcome: 'duplicate', of: position.offset, first: null })),
    );
    expect(canonicalJson(org)).toBe(before);
  });
});

const ids = fc.constantFrom('1', '2');

/** Every decision about policies, groups, settings and approvals, about one of two of what it is about. */
function governance(n: string): fc.Arbitrary<Decision> {
  const clientId = `app-${n}`;
  const userId = `user-${n}`;
  const group = { clientId, groupId: `group-${n}` };
  const scheduleId = `schedule-${n}`;
  const approvalId = `approval-${n}`;
  return fc.constantFrom<Decision>(
    { type: 'AppSettingsChanged', data: { clientId, metadata: clientMetadata({ client_name: n }) } },
    appPolicyChanged({ maxApprovalsPerUser: Number(n) }, clientId),
    appInstalled({ clientId }),
    appInstalled({ clientId, userId }),
    appUninstalled({ clientId }),
    appUninstalled({ clientId, userId }),
    { type: 'UserPreauthorized', data: { clientId, userId } },
    { type: 'UserPreauthorized', data: group },
    { type: 'UserPreauthorizationWithdrawn', data: { clientId, userId } },
    { type: 'UserPreauthorizationWithdrawn', data: group },
    { type: 'GroupChanged', data: { groupId: 'group-1', name: n, added: [userId], removed: [] } },
    { type: 'GroupChanged', data: { groupId: 'group-1', added: [], removed: [userId] } },
    { type: 'RoleWithdrawn', data: { userId, permissions: ['apps:block'] } },
    orgSettingsChanged({ approvalThreshold: Number(n) }),
    orgSettingsChanged({ apiClientAllowlisting: n === '1' }),
    sessionEndScheduled({ scheduleId }),
    { type: 'SessionEndCancelled', data: { scheduleId } },
    { type: 'OrgTokensRevoked', data: { covers: ['session'], scheduleId } },
    { type: 'ConfirmationUsed', data: { confirmationId: `c-${n}`, operation: 'POST /x' } },
    approvalRequested({ approvalId }),
    { type: 'ApprovalGiven', data: { approvalId } },
    { type: 'ApprovalDeclined', data: { approvalId } },
  );
}

const decisions: fc.Arbitrary<Decision> = fc.oneof(
  fc.constantFrom(orgRegistered('key-1'), retired, granted('apps:block'), granted('keys:rotate')),
  ids.map((n) => appRegistered(`app-${n}`)),
  ids.map((n) => userRegistered(`user-${n}`)),
  ids.map((n) => edgeRegistered(`edge-${n}`)),
  ids.map((n) => appBlocked('app-1', `b${n}`)),
  ids.map((n) => unblocked(`b${n}`)),
  ids.map((n) => keysRotated(`key-${n}x`, { deniedKids: n === '1' ? ['key-1'] : [] })),
  ids.map((n): Decision => ({
    type: 'UserTokensRevoked',
    data: { userId: `user-${n}`, covers: ['access'] },
  })),
  ids.chain(governance),
);
const actors = fc.constantFrom('admin-1', 'admin-2');
const seen = fc.option(fc.integer({ min: -1, max: 25 }));
const logs = fc
  .array(fc.tuple(decisions, actors, seen), { maxLength: 25 })
  .map((rows) =>
    rows.map(([fact, id, basedOn], offset) =>
      recorded(fact, { offset, actor: { kind: 'user', id }, basedOn }),
    ),
  );

describe('any log', () => {
  it('makes the same organisation when it is folded twice over', () => {
    fc.assert(
      fc.property(logs, (log) => {
        const once = canonicalJson(foldedOrg(log));
        expect(canonicalJson(foldedOrg([...log, ...log]))).toBe(once);
      }),
    );
  });

  it('makes the same organisation when records are redelivered from any earlier position', () => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(), (log, a, b) => {
        const reached = a % (log.length + 1);
        const again = b % (reached + 1);
        const delivered = [...log.slice(0, reached), ...log.slice(again)];
        expect(canonicalJson(foldedOrg(delivered))).toBe(canonicalJson(foldedOrg(log)));
      }),
    );
  });

  it('makes the same organisation, and covers no less, when records were appended again under their ids', () => {
    fc.assert(
      fc.property(logs, fc.array(fc.nat(), { maxLength: 10 }), (log, picks) => {
        const again = picks.flatMap((pick, index) => {
          const original = log[pick % (log.length || 1)];
          if (original === undefined) return [];
          const { fact, id, time } = original;
          return [recorded(fact, { id, time, offset: log.length + index })];
        });
        const org = foldedOrg(log);
        const reappended = foldedOrg([...log, ...again]);
        const apart = { facts: null, position: null, revocations: null };
        expect(canonicalJson({ ...reappended, ...apart })).toBe(canonicalJson({ ...org, ...apart }));
        const { blocks, lifts, deniedKids, denied } = revocationEntries(reappended.revocations);
        const before = revocationEntries(org.revocations);
        expect({ blocks, lifts, deniedKids, denied }).toEqual({
          blocks: before.blocks,
          lifts: before.lifts,
          deniedKids: before.deniedKids,
          denied: before.denied,
        });
      }),
    );
  });
});
