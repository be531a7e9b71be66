import { utf8Length } from '#domain';
import { ContractError } from '../contract.errors.js';
import { DECISION_CODECS } from '../facts/decision-codecs.js';
import { readDecisionFact } from '../facts/read-fact.js';
import { decodeDecisionEffects } from './decision-effects.decode.js';
import { encodeEffects } from './effects.codec.js';
import {
  formatActor,
  MAX_RECORD_VALUE_BYTES,
  sourceOf,
  traceparentAttribute,
} from './envelope-attributes.js';
import { readDecisionEnvelope, type Reading } from './envelope.read.js';
import type { DecisionDraft, DecisionEnvelope } from './envelope.js';
import type { DecodedDecision, EncodedRecord, WireRecord } from './wire-record.js';

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
  return { key: draft.orgId, value: stringifyChecked(readDecisionEnvelope, envelope, draft.fact.type) };
}

/**
 * Checks an envelope as readers will, and writes it.
 * @throws ContractError `INVALID_FACT`, `RECORD_TOO_LARGE`
 */
export function stringifyChecked(
  read: (json: unknown) => Reading<unknown>,
  envelope: object,
  fact: string,
): string {
  const checked = read(envelope);
  if (!checked.ok) throw new ContractError('INVALID_FACT', `${fact}: ${checked.reason}`);
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
 * Reads a record of `rescind.decisions.v1` with its fact. Total: never throws, whatever it is given. Says nothing about the signature;
 * that is {@link verifyValue}'s.
 */
export function decodeDecision(record: WireRecord): DecodedDecision {
  const decoded = decodeDecisionEffects(record);
  if (decoded.kind !== 'effects') return decoded;
  const { type, fact, id, orgId, actor, time, effects, keepUntil, basedOn, requestDigest } = decoded;
  const placed = { position: decoded.position, appendedAtMs: decoded.appendedAtMs };
  const recorded = { id, orgId, actor, time, effects, keepUntil, basedOn, requestDigest, ...placed };
  const reading = readDecisionFact(type, fact);
  switch (reading.kind) {
    case 'fact':
      return { kind: 'decision', decision: { ...recorded, fact: reading.fact } };
    case 'unknown':
      return { kind: 'unknown-fact', type, ...recorded };
    case 'invalid':
      return { kind: 'invalid', reason: `data.fact: ${reading.reason}`, orgId, ...placed };
  }
}
