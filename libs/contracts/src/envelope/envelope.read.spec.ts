import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { identifier, instant, issuerId, line, tokenId, tokenKind } from '../encoding/fields.schema.js';
import { nearly } from '../testing/hostile-json.js';
import { decodeEffects, MAX_EFFECTS } from './effects.codec.js';
import { readDecisionEnvelope, readUsageEnvelope } from './envelope.read.js';

// The same rules a second time, in the words of the schema library: the readers are written by hand, and this is what they must equal.
const watermarkScope = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('org') }),
  z.strictObject({ scope: z.literal('issuer'), iss: issuerId }),
  z.strictObject({ scope: z.literal('app'), app: identifier }),
  z.strictObject({ scope: z.literal('user'), user: identifier }),
  z.strictObject({ scope: z.literal('user-app'), user: identifier, app: identifier }),
  z.strictObject({ scope: z.literal('session'), session: identifier }),
  z.strictObject({ scope: z.literal('grant'), grant: identifier }),
]);
const effect = z.discriminatedUnion('effect', [
  z.strictObject({ effect: z.literal('deny'), iss: issuerId, jti: tokenId }),
  z.strictObject({
    effect: z.literal('notBefore'),
    of: watermarkScope,
    kinds: z.array(tokenKind).min(1).max(16),
    time: instant,
  }),
  z.strictObject({ effect: z.literal('denyKid'), iss: issuerId, kid: identifier }),
  z.strictObject({ effect: z.literal('block'), app: identifier, id: identifier }),
  z.strictObject({ effect: z.literal('lift'), app: identifier, ids: z.array(identifier).min(1).max(10_000) }),
]);
const usageEnvelope = z.object({
  specversion: z.literal('1.0'),
  id: identifier,
  type: line(128),
  source: line(300),
  subject: line(2048),
  time: instant,
  datacontenttype: z.literal('application/json'),
  orgid: identifier,
  data: z.object({ fact: z.unknown() }),
});
const decisionEnvelope = usageEnvelope.extend({
  actor: z.string().regex(/^(user|client|system):([^\p{Cc}\p{Cs}]{1,256})$/u),
  basedon: z
    .string()
    .regex(/^(-1|\d{1,15})$/)
    .optional(),
  keepuntil: instant.optional(),
  requestdigest: line(256).optional(),
  data: z.object({ fact: z.unknown(), effects: z.array(z.unknown()).max(MAX_EFFECTS) }),
});

const time = '2026-11-21T08:00:00.000Z';
const EFFECTS = [
  { effect: 'deny', iss: 'https://issuer.example', jti: 'j' },
  { effect: 'denyKid', iss: 'https://issuer.example', kid: 'k' },
  { effect: 'block', app: 'a', id: 'b' },
  { effect: 'lift', app: 'a', ids: ['b', 'c'] },
  ...[
    { scope: 'org' },
    { scope: 'issuer', iss: 'i' },
    { scope: 'app', app: 'a' },
    { scope: 'user', user: 'u' },
    { scope: 'user-app', user: 'u', app: 'a' },
    { scope: 'session', session: 's' },
    { scope: 'grant', grant: 'g' },
  ].map((of) => ({ effect: 'notBefore', of, kinds: ['access', 'session'], time })),
];
const USAGE = {
  specversion: '1.0',
  id: 'f1',
  type: 'rescind.AppBlocked.v1',
  source: '/orgs/default',
  subject: 'app-1',
  time,
  datacontenttype: 'application/json',
  orgid: 'default',
  data: { fact: { clientId: 'a' } },
};
const DECISION = {
  ...USAGE,
  actor: 'user:admin',
  basedon: '41',
  keepuntil: time,
  requestdigest: 'd',
  data: { fact: {}, effects: [{}] },
};
const RUNS = { numRuns: 1_500 };

describe('the readers, held against the same rules as schemas', () => {
  it('understand the same effects, and no others', () => {
    fc.assert(
      fc.property(nearly(...EFFECTS), (json) => {
        const parsed = effect.safeParse(json);
        const understood = parsed.success ? [parsed.data] : [];
        expect(decodeEffects([json])).toEqual({ understood, unknown: 1 - understood.length });
      }),
      { numRuns: 3_000 },
    );
  });

  it('take effects as long as they may be', () => {
    const lift = (length: number) => ({ effect: 'lift', app: 'a', ids: Array.from({ length }, () => 'b') });
    expect([1, 10_000, 10_001].map((length) => decodeEffects([lift(length)]).unknown)).toEqual([0, 0, 1]);
    const kinds = (length: number) => ({ ...EFFECTS.at(-1), kinds: Array.from({ length }, () => 'access') });
    expect([1, 16, 17].map((length) => decodeEffects([kinds(length)]).unknown)).toEqual([0, 0, 1]);
  });

  it('take the same envelopes of decisions', () => {
    fc.assert(
      fc.property(nearly(DECISION, { ...DECISION, basedon: undefined }), (json) => {
        expect(readDecisionEnvelope(json).ok).toBe(decisionEnvelope.safeParse(json).success);
      }),
      { numRuns: 2_000 },
    );
  });

  it('take the same envelopes of usage facts', () => {
    fc.assert(
      fc.property(nearly(USAGE), (json) => {
        expect(readUsageEnvelope(json).ok).toBe(usageEnvelope.safeParse(json).success);
      }),
      RUNS,
    );
  });

  it('read of a decision what it says', () => {
    expect(readDecisionEnvelope(DECISION)).toEqual({
      ok: true,
      value: {
        id: 'f1',
        orgId: 'default',
        type: 'rescind.AppBlocked.v1',
        time,
        actor: { kind: 'user', id: 'admin' },
        basedOn: 41,
        keepUntil: time,
        requestDigest: 'd',
        fact: {},
        effects: [{}],
      },
    });
  });
});
