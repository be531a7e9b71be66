import type { z } from 'zod';
import { utf8Length } from '#domain';
import { ContractError } from '../contract.errors.js';
import { describeIssue } from '../encoding/fields.schema.js';
import { DECISION_CODECS } from '../facts/decision-codecs.js';
import { readDecisionFact } from '../facts/read-fact.js';
import { decodeEffects, encodeEffects } from './effects.codec.js';
import type { DecisionDraft, DecisionEnvelope } from './envelope.js';
import {
  decisionEnvelopeSchema,
  formatActor,
  MAX_RECORD_VALUE_BYTES,
  parseActor,
  sourceOf,
  traceparentAttribute,
} from './envelope.schema.js';
import { claimedOrgId, parseRecordValue } from './json-value.js';
import type { DecodedDecision, EncodedRecord, InvalidRecord, WireRecord } from './wire-record.js';

/**
 * Writes a decision as the CloudEvents text that is signed and appended. The same draft always gives the same bytes.
 * @throws ContractError `INVALID_FACT`, `TOO_MANY_EFFECTS`, `RECORD_TOO_LARGE`
 * @example
 * const { key, value } = encodeDecision({
 *   id: 'f1', orgId: 'default', actor: { kind: 'user', id: 'admin' }, time: '2026-11-21T08:00:00.000Z',
 *   fact: { type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'f1' } },
 *   effects: [{ effect: 'block', app: 'app-1', id: 'f1' }], keepUntil: null, basedOn: 41, requestDigest: null,
 * });
 */
export function encodeDecision(draft: DecisionDraft): EncodedRecord {
  const codec = DECISION_CODECS[draft.fact.type];
  const { data, subject } = codec.write(draft.fact.data, draft.orgId);
  const envelope: DecisionEnvelope = {
    specversion: '1.0',
    id: draft.id,
    type: codec.type,
    source: sourceOf(draft.orgId),
    subject,
    time: draft.time,
    datacontenttype: 'application/json',
    orgid: draft.orgId,
    actor: formatActor(draft.actor),
    ...traceparentAttribute(draft.traceparent),
    ...(draft.basedOn === null ? {} : { basedon: String(draft.basedOn) }),
    ...(draft.keepUntil === null ? {} : { keepuntil: draft.keepUntil }),
    ...(draft.requestDigest === null ? {} : { requestdigest: draft.requestDigest }),
    data: { fact: data, effects: encodeEffects(draft.effects) },
  };
  return { key: draft.orgId, value: stringifyChecked(decisionEnvelopeSchema, envelope, draft.fact.type) };
}

/**
 * Checks an envelope with the schema that readers will use, and writes it.
 * @throws ContractError `INVALID_FACT`, `RECORD_TOO_LARGE`
 */
export function stringifyChecked(schema: z.ZodType, envelope: object, fact: string): string {
  const checked = schema.safeParse(envelope);
  if (!checked.success) throw new ContractError('INVALID_FACT', `${fact}: ${describeIssue(checked.error)}`);
  const value = JSON.stringify(envelope);
  if (utf8Length(value) > MAX_RECORD_VALUE_BYTES) {
    throw new ContractError(
      'RECORD_TOO_LARGE',
      `${fact}: larger than ${String(MAX_RECORD_VALUE_BYTES)} bytes`,
    );
  }
  return value;
}

/**
 * Reads a record of `rescind.decisions.v1`. Total: never throws, whatever it is given. Says nothing about the signature;
 * that is {@link verifyValue}'s.
 */
export function decodeDecision(record: WireRecord): DecodedDecision {
  const position = { generation: record.generation, offset: record.offset };
  const placed = { position, appendedAtMs: record.appendedAtMs };
  const parsed = parseRecordValue(record.value);
  if (!parsed.ok) return { kind: 'invalid', reason: parsed.reason, orgId: null, ...placed };
  const invalid = (reason: string): InvalidRecord => ({
    kind: 'invalid',
    reason,
    orgId: claimedOrgId(parsed.json),
    ...placed,
  });

  const checked = decisionEnvelopeSchema.safeParse(parsed.json);
  if (!checked.success) return invalid(describeIssue(checked.error));
  const envelope = checked.data;
  const actor = parseActor(envelope.actor);
  if (actor === null) return invalid('actor: invalid_format');

  const { id, orgid: orgId, type, time } = envelope;
  const keepUntil = envelope.keepuntil ?? null;
  const { understood, unknown } = decodeEffects(envelope.data.effects);
  if (unknown > 0) {
    return { kind: 'unknown-effect', id, orgId, type, time, understood, keepUntil, ...placed };
  }

  const reading = readDecisionFact(type, envelope.data.fact);
  const recorded = {
    id,
    orgId,
    actor,
    time,
    effects: understood,
    keepUntil,
    basedOn: envelope.basedon === undefined ? null : Number(envelope.basedon),
    requestDigest: envelope.requestdigest ?? null,
    ...placed,
  };
  switch (reading.kind) {
    case 'fact':
      return { kind: 'decision', decision: { ...recorded, fact: reading.fact } };
    case 'unknown':
      return { kind: 'unknown-fact', type, ...recorded };
    case 'invalid':
      return invalid(`data.fact: ${reading.reason}`);
  }
}
