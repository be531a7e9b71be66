import type { UsageFact } from '#domain';
import { readUsageFact } from '../facts/read-fact.js';
import { USAGE_CODECS } from '../facts/usage-codecs.js';
import { stringifyChecked } from './decision.codec.js';
import type { UsageDraft, UsageEnvelope } from './envelope.js';
import { sourceOf, traceparentAttribute } from './envelope-attributes.js';
import { readUsageEnvelope } from './envelope.read.js';
import { claimedOrgId, parseRecordValue } from './json-value.js';
import type { DecodedUsage, EncodedRecord, InvalidRecord, WireRecord } from './wire-record.js';

/**
 * Writes a usage fact as CloudEvents text. The same draft always gives the same bytes.
 * @throws ContractError `INVALID_FACT`, `RECORD_TOO_LARGE`
 */
export function encodeUsage(draft: UsageDraft): EncodedRecord {
  const codec = USAGE_CODECS[draft.fact.type];
  const { data, subject } = codec.write(draft.fact.data, draft.orgId);
  const envelope: UsageEnvelope = {
    specversion: '1.0',
    id: draft.id,
    type: codec.type,
    source: sourceOf(draft.orgId),
    subject,
    time: draft.time,
    datacontenttype: 'application/json',
    orgid: draft.orgId,
    ...traceparentAttribute(draft.traceparent),
    data: { fact: data },
  };
  return {
    key: `${draft.orgId}/${keyWithinOrg(draft.fact)}`,
    value: stringifyChecked(readUsageEnvelope, envelope, draft.fact.type),
  };
}

/** Facts about one app and user stay in order; what edges report about themselves is ordered per edge. */
function keyWithinOrg(fact: UsageFact): string {
  switch (fact.type) {
    case 'TokenIssued':
    case 'TokenUsed':
      return `${fact.data.clientId}/${fact.data.userId}`;
    case 'UsageDenied':
      return `${fact.data.clientId}/${fact.data.userId ?? ''}`;
    case 'EdgeAbsorbed':
      return `edge/${fact.data.edgeId}`;
  }
}

/** Reads a record of `rescind.usage.v1`. Total: never throws, whatever it is given. */
export function decodeUsage(record: WireRecord & { readonly partition: number }): DecodedUsage {
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

  const envelope = readUsageEnvelope(parsed.json);
  if (!envelope.ok) return invalid(envelope.reason);
  const { id, orgId, type, time, fact } = envelope.value;
  const reading = readUsageFact(type, fact);
  switch (reading.kind) {
    case 'fact':
      return {
        kind: 'usage',
        usage: { id, orgId, time, fact: reading.fact, partition: record.partition, ...placed },
      };
    case 'unknown':
      return { kind: 'unknown-fact', id, orgId, type, ...placed };
    case 'invalid':
      return invalid(`data.fact: ${reading.reason}`);
  }
}
