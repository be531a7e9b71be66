import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  DECISION_TYPES,
  DEFAULT_MAX_LIFETIME_MS,
  effectsOf,
  keepUntilOf,
  USAGE_TYPES,
  type RecordedDecision,
  type RecordedUsage,
} from '#domain';
import { decodeDecision, encodeDecision } from '../envelope/decision.codec.js';
import { decodeUsage, encodeUsage } from '../envelope/usage.codec.js';
import type { WireRecord } from '../envelope/wire-record.js';
import {
  importSigningKey,
  importVerificationKeys,
  type SigningKey,
  type VerificationKeys,
} from '../signature/keys.js';
import { signValue, verifyValue } from '../signature/signature.js';
import { DECISION_CODECS } from './decision-codecs.js';
import { USAGE_CODECS } from './usage-codecs.js';

// The private key of RFC 8037 appendix A.1: public knowledge, so that anybody can sign a new fixture.
const KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

interface Golden<R, E> {
  readonly record: R;
  readonly expected: E;
}

const FOLDER = new URL('./fixtures/', import.meta.url);

function fixtureName(fact: string, version: number): string {
  const kebab = fact.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  return `${kebab}.v${String(version)}.json`;
}

function golden<R, E>(fact: string, version: number): Golden<R, E> {
  return JSON.parse(readFileSync(new URL(fixtureName(fact, version), FOLDER), 'utf8')) as Golden<R, E>;
}

const decisions = Object.values(DECISION_CODECS).map((codec) => [codec.fact, codec.version] as const);
const usage = Object.values(USAGE_CODECS).map((codec) => [codec.fact, codec.version] as const);
const olderDecisions = Object.values(DECISION_CODECS).flatMap(olderVersions);
const olderUsage = Object.values(USAGE_CODECS).flatMap(olderVersions);

interface Versions {
  readonly fact: string;
  readonly upcasters: Readonly<Record<string, unknown>>;
}

function olderVersions({ fact, upcasters }: Versions): readonly (readonly [string, number])[] {
  return Object.keys(upcasters).map((type) => [fact, Number(/\d+$/.exec(type)?.[0])] as const);
}

let signer: SigningKey;
let keys: VerificationKeys;

beforeAll(async () => {
  signer = await importSigningKey(KEY);
  keys = await importVerificationKeys({ keys: [KEY] });
});

describe('the tables of codecs', () => {
  it('have every fact, in the order of the reference, under its own name', () => {
    expect(Object.entries(DECISION_CODECS).map(([name, codec]) => [name, codec.fact])).toEqual(
      DECISION_TYPES.map((type) => [type, type]),
    );
    expect(Object.entries(USAGE_CODECS).map(([name, codec]) => [name, codec.fact])).toEqual(
      USAGE_TYPES.map((type) => [type, type]),
    );
  });

  it('have one golden fixture per version of each fact, and no others', () => {
    const wanted = [...Object.values(DECISION_CODECS), ...Object.values(USAGE_CODECS)].flatMap((codec) => [
      fixtureName(codec.fact, codec.version),
      ...olderVersions(codec).map(([fact, version]) => fixtureName(fact, version)),
    ]);
    expect(readdirSync(FOLDER).sort()).toEqual(wanted.sort());
  });
});

describe.each(decisions)('the golden fixture of %s, version %i', (fact, version) => {
  const { record, expected } = golden<WireRecord, RecordedDecision>(fact, version);

  it('decodes to what it meant when it was written', () => {
    expect(decodeDecision(record)).toEqual({ kind: 'decision', decision: expected });
  });

  it('is encoded to the same bytes and the same signature', async () => {
    const { value } = encodeDecision(expected);
    expect(value).toBe(record.value);
    expect(await signValue(signer.privateKey, signer.kid, value)).toEqual(record.headers);
  });

  it('can be written with the effects that it has today', () => {
    const effects = effectsOf(expected.fact, expected.time);
    const keepUntil = keepUntilOf(expected.fact, expected.time, DEFAULT_MAX_LIFETIME_MS);
    const { value } = encodeDecision({ ...expected, effects, keepUntil });
    expect(decodeDecision({ ...record, value })).toEqual({
      kind: 'decision',
      decision: { ...expected, effects, keepUntil },
    });
  });

  it('carries a valid signature', async () => {
    expect(await verifyValue(keys, record.value, record.headers)).toBe('valid');
  });
});

describe.each(usage)('the golden fixture of %s, version %i', (fact, version) => {
  const { record, expected } = golden<WireRecord & { partition: number }, RecordedUsage>(fact, version);

  it('decodes to what it meant when it was written', () => {
    expect(decodeUsage(record)).toEqual({ kind: 'usage', usage: expected });
  });

  it('is encoded to the same bytes', () => {
    expect(encodeUsage(expected).value).toBe(record.value);
  });
});

describe('the golden fixtures of older versions', () => {
  it.each(olderDecisions)('of %s, version %i, are read as the fact of today', async (fact, version) => {
    const { record, expected } = golden<WireRecord, RecordedDecision>(fact, version);
    expect(decodeDecision(record)).toEqual({ kind: 'decision', decision: expected });
    expect(await verifyValue(keys, record.value, record.headers)).toBe('valid');
  });

  it.each(olderUsage)('of %s, version %i, are read as the fact of today', (fact, version) => {
    const { record, expected } = golden<WireRecord & { partition: number }, RecordedUsage>(fact, version);
    expect(decodeUsage(record)).toEqual({ kind: 'usage', usage: expected });
  });
});
