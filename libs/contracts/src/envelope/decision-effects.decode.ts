import { isIssuerId, isJsonObject } from '../encoding/fields.js';
import { parseFactType } from '../facts/codec/fact-type.js';
import { decodeEffects } from './effects.codec.js';
import { readDecisionEnvelope } from './envelope.read.js';
import { claimedOrgId, parseRecordValue } from './json-value.js';
import type { DecisionEffects, InvalidRecord, UnknownEffect, WireRecord } from './wire-record.js';

/**
 * Reads of a record of `rescind.decisions.v1` what an edge needs: the envelope and the effects. Total: never throws, whatever it is
 * given. Says nothing about the signature; that is {@link verifyValue}'s.
 */
export function decodeDecisionEffects(record: WireRecord): DecisionEffects | UnknownEffect | InvalidRecord {
  const position = { generation: record.generation, offset: record.offset };
  const placed = { position, appendedAtMs: record.appendedAtMs };
  const parsed = parseRecordValue(record.value);
  if (!parsed.ok) return { kind: 'invalid', reason: parsed.reason, orgId: null, ...placed };
  const envelope = readDecisionEnvelope(parsed.json);
  if (!envelope.ok) {
    return { kind: 'invalid', reason: envelope.reason, orgId: claimedOrgId(parsed.json), ...placed };
  }
  const { effects, ...attributes } = envelope.value;
  const { understood, unknown } = decodeEffects(effects);
  if (unknown > 0) {
    const { id, orgId, type, time, keepUntil } = attributes;
    return { kind: 'unknown-effect', id, orgId, type, time, understood, keepUntil, ...placed };
  }
  return { kind: 'effects', ...attributes, effects: understood, ...placed };
}

/** The issuer whose signing keys a decision changes, `null` for every other decision. */
export function rotatedIssuerOf({ type, fact }: DecisionEffects): string | null {
  if (parseFactType(type)?.fact !== 'SigningKeysRotated' || !isJsonObject(fact)) return null;
  return isIssuerId(fact['iss']) ? fact['iss'] : null;
}
