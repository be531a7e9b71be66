import { describe, expect, it } from '@jest/globals';
import type { DecisionDraft } from './envelope.js';
import { decodeDecision, encodeDecision } from './decision.codec.js';
import { decodeDecisionEffects, rotatedIssuerOf } from './decision-effects.decode.js';
import type { DecisionEffects } from './wire-record.js';

const BLOCK = { effect: 'block', app: 'app-1', id: 'f1' } as const;
const DRAFT: DecisionDraft = {
  id: 'f1',
  orgId: 'default',
  actor: { kind: 'user', id: 'admin' },
  time: '2026-11-21T08:00:00.000Z',
  fact: { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'f1' } },
  effects: [BLOCK],
  keepUntil: null,
  basedOn: 41,
  requestDigest: null,
};
const PLACE = { generation: 'g1', offset: 42, appendedAtMs: 1000, headers: {} };

/** The draft as a record, with another type and fact in its envelope. */
function withFact(type: string, fact: unknown) {
  const envelope = JSON.parse(encodeDecision(DRAFT).value) as { readonly data: object };
  return { ...PLACE, value: JSON.stringify({ ...envelope, type, data: { ...envelope.data, fact } }) };
}

describe('a decision as an edge reads it', () => {
  it('is the same envelope and effects that everyone reads, without the fact’s meaning', () => {
    const record = { ...PLACE, value: encodeDecision(DRAFT).value };
    const full = decodeDecision(record);
    const { kind, type, ...read } = decodeDecisionEffects(record) as DecisionEffects;
    expect([kind, type]).toEqual(['effects', 'rescind.AppBlocked.v1']);
    expect(full).toEqual({ kind: 'decision', decision: { ...read, fact: DRAFT.fact } });
  });

  it('keeps its effects where the fact is malformed: only those who read facts refuse it', () => {
    const record = withFact('rescind.AppBlocked.v1', { clientId: 7 });
    expect(decodeDecisionEffects(record)).toMatchObject({ kind: 'effects', effects: [BLOCK] });
    expect(decodeDecision(record)).toMatchObject({ kind: 'invalid', orgId: 'default' });
  });

  it.each<[string, string, unknown, string | null]>([
    [
      'a rotation names its issuer',
      'rescind.SigningKeysRotated.v1',
      { iss: 'https://id.example' },
      'https://id.example',
    ],
    ['so does one of a version to come', 'rescind.SigningKeysRotated.v9', { iss: 'i', more: 1 }, 'i'],
    ['a rotation without a readable issuer names none', 'rescind.SigningKeysRotated.v1', { iss: '' }, null],
    ['no other decision does', 'rescind.AppBlocked.v1', { iss: 'https://id.example' }, null],
  ])('%s', (_what, type, fact, issuer) => {
    expect(rotatedIssuerOf(decodeDecisionEffects(withFact(type, fact)) as DecisionEffects)).toBe(issuer);
  });
});
