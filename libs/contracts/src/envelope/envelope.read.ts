import type { Actor } from '#domain';
import { isIdentifier, isInstant, isJsonObject, isLine } from '../encoding/fields.js';
import { MAX_EFFECTS } from './effects.codec.js';
import { parseActor } from './envelope-attributes.js';

// Attributes that aren't read are ignored (CloudEvents 1.0 section 3.1).

/** The attributes that every envelope has, as far as a reader uses them. */
export interface EnvelopeReading {
  readonly id: string;
  readonly orgId: string;
  /** CloudEvents `type`. */
  readonly type: string;
  readonly time: string;
  /** As it came. */
  readonly fact: unknown;
}

/** The attributes of a decision's envelope. */
export interface DecisionEnvelopeReading extends EnvelopeReading {
  readonly actor: Actor;
  readonly basedOn: number | null;
  readonly keepUntil: string | null;
  readonly requestDigest: string | null;
  /** As they came. */
  readonly effects: readonly unknown[];
}

/** An envelope, or which attribute is wrong; the text holds nothing of the input. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

type Attributes = Readonly<Record<string, unknown>>;

const BASED_ON = /^(-1|\d{1,15})$/;

/** Reads the envelope of a usage fact; total. */
export function readUsageEnvelope(json: unknown): Reading<EnvelopeReading> {
  return isJsonObject(json) ? readCommon(json) : invalid('envelope');
}

function readCommon(json: Attributes): Reading<EnvelopeReading & { readonly data: Attributes }> {
  const { id, type, source, subject, time, orgid, data } = json;
  if (json['specversion'] !== '1.0') return invalid('specversion');
  if (!isIdentifier(id)) return invalid('id');
  if (!isLine(type, 128)) return invalid('type');
  if (!isLine(source, 300)) return invalid('source');
  if (!isLine(subject, 2048)) return invalid('subject');
  if (!isInstant(time)) return invalid('time');
  if (json['datacontenttype'] !== 'application/json') return invalid('datacontenttype');
  if (!isIdentifier(orgid)) return invalid('orgid');
  if (!isJsonObject(data) || !Object.hasOwn(data, 'fact')) return invalid('data');
  return { ok: true, value: { id, orgId: orgid, type, time, fact: data['fact'], data } };
}

/** Reads the envelope of a decision; total. */
export function readDecisionEnvelope(json: unknown): Reading<DecisionEnvelopeReading> {
  if (!isJsonObject(json)) return invalid('envelope');
  const common = readCommon(json);
  if (!common.ok) return common;
  const { data, ...attributes } = common.value;
  const { effects } = data;
  const { basedon, keepuntil, requestdigest } = json;
  const actor = typeof json['actor'] === 'string' ? parseActor(json['actor']) : null;
  if (actor === null) return invalid('actor');
  if (basedon !== undefined && !isBasedOn(basedon)) return invalid('basedon');
  if (keepuntil !== undefined && !isInstant(keepuntil)) return invalid('keepuntil');
  if (requestdigest !== undefined && !isLine(requestdigest, 256)) return invalid('requestdigest');
  if (!Array.isArray(effects)) return invalid('data.effects');
  if (effects.length > MAX_EFFECTS) return { ok: false, reason: 'data.effects: too_big' };
  return {
    ok: true,
    value: {
      ...attributes,
      actor,
      basedOn: basedon === undefined ? null : Number(basedon),
      keepUntil: keepuntil ?? null,
      requestDigest: requestdigest ?? null,
      effects,
    },
  };
}

function isBasedOn(value: unknown): value is string {
  return typeof value === 'string' && BASED_ON.test(value);
}

function invalid(attribute: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason: `${attribute}: invalid` };
}
