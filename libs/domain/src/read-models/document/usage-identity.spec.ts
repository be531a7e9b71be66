import { describe, expect, it } from '@jest/globals';
import type { UsageFact } from '../../facts/index.js';
import {
  edgeAbsorbed,
  recordedUsage,
  timeAt,
  tokenIssued,
  tokenUsed,
  usageDenied,
} from '../../testing/index.js';
import { usageIdentity } from './usage-identity.js';

const window = { where: 'edge', edgeId: 'edge-1', windowId: 'w-1' } as const;
const of = (fact: UsageFact, id = 'fact-1', orgId = 'org-1'): string =>
  usageIdentity(recordedUsage(fact, { id, orgId }));

describe('two usage facts', () => {
  it.each<[string, UsageFact, UsageFact]>([
    ['issuances of a token', tokenIssued(), tokenIssued({ issuedAt: timeAt(0) })],
    ['counts of a window', tokenUsed({ count: 1 }), tokenUsed({ count: 2 })],
    ['denials of a window', usageDenied({ ...window, count: 1 }), usageDenied({ ...window, count: 2 })],
  ])('that are %s are the same, whatever their ids', (_, one, other) => {
    expect(of(one, 'fact-1')).toBe(of(other, 'fact-2'));
  });

  it.each<[string, UsageFact]>([
    ['denials of the issuer', usageDenied()],
    ['denials of an edge without a window', usageDenied({ where: 'edge', edgeId: 'edge-1' })],
    ['receipts', edgeAbsorbed()],
  ])('that are %s are the same by their ids alone', (_, fact) => {
    expect(of(fact, 'fact-1')).toBe(of(fact, 'fact-1'));
    expect(of(fact, 'fact-1')).not.toBe(of(fact, 'fact-2'));
  });

  it('are never the same where anything that names them differs', () => {
    const { clientId, reason, count, firstAt, lastAt } = usageDenied().data;
    const anonymous = { ...window, clientId, reason, count, firstAt, lastAt };
    const facts: readonly UsageFact[] = [
      tokenIssued(),
      tokenIssued({ tokenId: 'jti-2' }),
      tokenIssued({ kind: 'refresh' }),
      tokenIssued({ iss: 'https://foreign.example' }),
      tokenUsed(),
      tokenUsed({ windowId: 'w-2' }),
      tokenUsed({ edgeId: 'edge-2' }),
      tokenUsed({ clientId: 'app-2' }),
      tokenUsed({ userId: 'user-2' }),
      usageDenied(window),
      usageDenied({ ...window, windowId: 'w-2' }),
      usageDenied({ ...window, edgeId: 'edge-2' }),
      usageDenied({ ...window, clientId: 'app-2' }),
      usageDenied({ ...window, userId: 'user-2' }),
      usageDenied({ ...window, reason: 'flow-blocked' }),
      { type: 'UsageDenied', data: anonymous },
      usageDenied(),
    ];
    const identities = facts.flatMap((fact) => [of(fact), of(fact, 'fact-1', 'org-2')]);
    expect(new Set(identities).size).toBe(2 * facts.length);
  });
});
