import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Effect } from '#domain';
import { decodeDecision, encodeDecision } from './decision.codec.js';
import type { DecisionDraft } from './envelope.js';
import type { WireRecord } from './wire-record.js';

const DRAFT: DecisionDraft = {
  id: 'f1',
  orgId: 'default',
  actor: { kind: 'user', id: 'admin:1' },
  time: '2026-11-21T08:00:00.000Z',
  fact: { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } },
  effects: [{ effect: 'block', app: 'app-1', id: 'b1' }],
  keepUntil: null,
  basedOn: 41,
  requestDigest: 'd',
};

function record(value: string): WireRecord {
  return { generation: 'g1', offset: 42, appendedAtMs: 1000, value, headers: {} };
}

/** The record of the draft, with its JSON changed by hand. */
function changed(change: (envelope: Record<string, unknown>) => unknown): WireRecord {
  const envelope = JSON.parse(encodeDecision(DRAFT).value) as Record<string, unknown>;
  return record(JSON.stringify(change(envelope)));
}

function withEffects(...effects: unknown[]): WireRecord {
  return changed((envelope) => ({ ...envelope, data: { fact: { clientId: 'a', blockId: 'b' }, effects } }));
}

const NOT_BEFORE = {
  effect: 'notBefore',
  of: { scope: 'app', app: 'a' },
  kinds: ['access'],
  time: DRAFT.time,
};
const BLOCK: Effect = { effect: 'block', app: 'a', id: 'b' };

describe('a decision', () => {
  it('is read back as it was written, with its place in the log', () => {
    const { key, value } = encodeDecision(DRAFT);
    expect(key).toBe('default');
    expect(decodeDecision(record(value))).toEqual({
      kind: 'decision',
      decision: { ...DRAFT, position: { generation: 'g1', offset: 42 }, appendedAtMs: 1000 },
    });
  });

  it('is CloudEvents 1.0 with lower-case attribute names', () => {
    const envelope = JSON.parse(encodeDecision({ ...DRAFT, keepUntil: DRAFT.time }).value) as Record<
      string,
      unknown
    >;
    expect(envelope).toMatchObject({
      specversion: '1.0',
      type: 'rescind.AppBlocked.v1',
      source: '/orgs/default',
    });
    expect(envelope).toMatchObject({
      subject: 'app-1',
      actor: 'user:admin:1',
      basedon: '41',
      keepuntil: DRAFT.time,
    });
    for (const name of Object.keys(envelope)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  it('carries a trace context, unless that is malformed', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(encodeDecision({ ...DRAFT, traceparent }).value).toContain(traceparent);
    expect(encodeDecision({ ...DRAFT, traceparent: '"}' }).value).toBe(encodeDecision(DRAFT).value);
  });
});

describe('a decision that this code does not fully know', () => {
  it('has its effects folded when only the fact is unknown', () => {
    const read = decodeDecision(changed((envelope) => ({ ...envelope, type: 'rescind.AppFrozen.v1' })));
    expect(read).toMatchObject({
      kind: 'unknown-fact',
      id: 'f1',
      orgId: 'default',
      effects: DRAFT.effects,
      basedOn: 41,
    });
    const newer = decodeDecision(changed((envelope) => ({ ...envelope, type: 'rescind.AppBlocked.v2' })));
    expect(newer).toMatchObject({
      kind: 'unknown-fact',
      type: 'rescind.AppBlocked.v2',
      effects: DRAFT.effects,
    });
  });

  it.each([
    ['an unknown effect', { effect: 'suspend', app: 'a' }],
    ['an unknown scope', { ...NOT_BEFORE, of: { scope: 'device', device: 'd' } }],
    ['an unknown kind', { ...NOT_BEFORE, kinds: ['access', 'id'] }],
    ['no kind', { ...NOT_BEFORE, kinds: [] }],
    ['a condition that it has never heard of', { ...BLOCK, unless: 'x' }],
    ['a condition within the scope', { ...NOT_BEFORE, of: { scope: 'app', app: 'a', except: 'x' } }],
    ['a missing field', { effect: 'deny', iss: 'i' }],
    ['a time that is none', { ...NOT_BEFORE, time: '2026-02-30T00:00:00Z' }],
    ['an id that has no UTF-8 form', { ...BLOCK, id: '\ud800' }],
    ['something else', 7],
  ])('is an unknown effect with %s, and still tells what it understood', (_case, effect) => {
    expect(decodeDecision(withEffects(BLOCK, effect))).toMatchObject({
      kind: 'unknown-effect',
      orgId: 'default',
      understood: [BLOCK],
      position: { generation: 'g1', offset: 42 },
    });
  });

  it('is an unknown effect even when the fact is unknown as well', () => {
    const both = changed((envelope) => ({
      ...envelope,
      type: 'rescind.X.v1',
      data: { fact: {}, effects: [7] },
    }));
    expect(decodeDecision(both)).toMatchObject({ kind: 'unknown-effect' });
  });

  it('loses only the fields that it does not know', () => {
    const newer = changed((envelope) => ({
      ...envelope,
      dataschema: 'x',
      data: { fact: { ...DRAFT.fact.data, severity: 'high' }, effects: DRAFT.effects, more: 1 },
    }));
    expect(decodeDecision(newer)).toEqual(decodeDecision(record(encodeDecision(DRAFT).value)));
  });
});

describe('a record that can not be read', () => {
  const secret = 's3cret';

  it.each<[string, WireRecord]>([
    ['not JSON', record(`{"${secret}`)],
    ['not an object', record(`"${secret}"`)],
    ['of another CloudEvents version', changed((envelope) => ({ ...envelope, specversion: secret }))],
    ['without effects', changed((envelope) => ({ ...envelope, data: { fact: {}, [secret]: secret } }))],
    ['without an actor', changed((envelope) => ({ ...envelope, actor: secret }))],
    ['with a wrong offset', changed((envelope) => ({ ...envelope, basedon: secret }))],
    ['with a wrong time', changed((envelope) => ({ ...envelope, time: secret }))],
    [
      'with a wrong fact',
      changed((envelope) => ({ ...envelope, data: { fact: { clientId: [secret] }, effects: [] } })),
    ],
    [
      'with a private key',
      changed((envelope) => ({
        ...envelope,
        type: 'rescind.OrgRegistered.v1',
        data: {
          fact: { name: 'n', issuer: 'i', key: { kid: 'k', alg: 'a', jwk: { kty: 'EC', [secret]: secret } } },
          effects: [],
        },
      })),
    ],
  ])('is invalid when it is %s, and the reason holds nothing of it', (_case, wire) => {
    const read = decodeDecision(wire);
    expect(read).toMatchObject({
      kind: 'invalid',
      position: { generation: 'g1', offset: 42 },
      appendedAtMs: 1000,
    });
    expect(JSON.stringify(read)).not.toContain(secret);
  });

  it('still tells the organisation that it claims to be of, so that only that one need be stale', () => {
    expect(decodeDecision(changed((envelope) => ({ ...envelope, time: 'x' })))).toMatchObject({
      orgId: 'default',
    });
    expect(decodeDecision(record('{}'))).toMatchObject({ orgId: null });
  });

  it('never makes the reader throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(decodeDecision(record(value)).kind).toBe('invalid');
      }),
    );
    const envelope = JSON.parse(encodeDecision(DRAFT).value) as Record<string, unknown>;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(envelope)), fc.jsonValue(), (name, value) => {
        const { kind } = decodeDecision(record(JSON.stringify({ ...envelope, [name]: value })));
        expect(['decision', 'unknown-fact', 'unknown-effect', 'invalid']).toContain(kind);
      }),
    );
  });

  it('is refused by its size before it is looked into, and by its depth', () => {
    expect(decodeDecision(record(`"${'ä'.repeat(450_000)}"`))).toMatchObject({
      kind: 'invalid',
      reason: 'too large',
    });
    expect(decodeDecision(record('['.repeat(800_000)))).toMatchObject({
      kind: 'invalid',
      reason: 'not JSON',
    });
    const deep = '['.repeat(400_000) + ']'.repeat(400_000);
    expect(decodeDecision(record(deep))).toMatchObject({ kind: 'invalid' });
  });

  it('is refused for too many effects', () => {
    const effects = Array.from({ length: 10_001 }, () => BLOCK);
    expect(decodeDecision(withEffects(...effects))).toMatchObject({
      kind: 'invalid',
      reason: 'data.effects: too_big',
    });
  });
});

describe('a writer', () => {
  const id = (length: number): string => 'x'.repeat(length);

  it.each<[string, string, Partial<DecisionDraft>]>([
    ['INVALID_FACT', 'an id too long', { id: id(257) }],
    ['INVALID_FACT', 'a time that is none', { time: 'yesterday' }],
    ['INVALID_FACT', 'a revision that is no number', { basedOn: Number.NaN }],
    ['INVALID_FACT', 'a keepUntil that is none', { keepUntil: '2026' }],
    ['INVALID_FACT', 'an actor without an id', { actor: { kind: 'user', id: '' } }],
    ['INVALID_FACT', 'a malformed effect', { effects: [{ effect: 'deny', iss: 'i', jti: id(129) }] }],
    [
      'INVALID_FACT',
      'a malformed fact',
      { fact: { type: 'TokenRevoked', data: { iss: 'i', jti: 'j', covers: [] } } },
    ],
    [
      'INVALID_FACT',
      'a kind twice',
      { fact: { type: 'OrgTokensRevoked', data: { covers: ['access', 'access'] } } },
    ],
    [
      'INVALID_FACT',
      'a private key',
      {
        fact: {
          type: 'OrgRegistered',
          data: { name: 'n', issuer: 'i', key: { kid: 'k', alg: 'ES256', jwk: { kty: 'EC', d: 's3cret' } } },
        },
      },
    ],
    ['TOO_MANY_EFFECTS', 'too many effects', { effects: Array.from({ length: 10_001 }, () => BLOCK) }],
    [
      'RECORD_TOO_LARGE',
      'more than a record holds',
      { effects: [{ effect: 'lift', app: 'a', ids: Array.from({ length: 5000 }, () => id(200)) }] },
    ],
  ])('is stopped with %s at %s', (code, _case, change) => {
    expect(() => encodeDecision({ ...DRAFT, ...change })).toThrow(expect.objectContaining({ code }));
  });

  it('never finds a value in the message', () => {
    const secret = 's3cret';
    const key = { kid: 'k', alg: 'ES256', jwk: { kty: 'EC', d: secret } };
    const draft: DecisionDraft = {
      ...DRAFT,
      fact: { type: 'OrgRegistered', data: { name: 'n', issuer: 'i', key } },
    };
    expect(() => encodeDecision(draft)).toThrow(
      expect.objectContaining({ message: 'OrgRegistered: key.jwk: custom' }),
    );
  });
});
