import { decodeDecision, decodeUsage } from '#contracts';
import { DECISIONS_TOPIC, type LogRecord } from '#event-log';
import type { RecordedFact } from './projections/recorded-fact.js';

/** Why a record is not projected. Never holds any of the payload. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** The organisation that it claims to be of, where that could be read. */
  readonly orgId: string | null;
}

/** What a record is to the projector. */
export type ReadRecord =
  | { readonly kind: 'fact'; readonly fact: RecordedFact }
  /** Newer than this code: nothing that its read models know. */
  | { readonly kind: 'unknown'; readonly type: string }
  | Unreadable;

/** Whether a decision's signature was checked and found good. */
export type VerifyDecision = (record: LogRecord) => Promise<boolean>;

/** Reads a record of either topic. Total: never throws because of what a record holds. */
export async function readRecord(record: LogRecord, verify?: VerifyDecision): Promise<ReadRecord> {
  if (record.topic !== DECISIONS_TOPIC) return readUsage(record);
  if (verify !== undefined && !(await verify(record))) {
    return { kind: 'unreadable', reason: 'bad signature', orgId: null };
  }
  const decoded = decodeDecision(record);
  switch (decoded.kind) {
    case 'decision':
      return {
        kind: 'fact',
        fact: { ...placeOf(record), type: decoded.decision.fact.type, recorded: decoded.decision },
      };
    case 'unknown-fact':
    case 'unknown-effect':
      return { kind: 'unknown', type: decoded.type };
    case 'invalid':
      return { kind: 'unreadable', reason: decoded.reason, orgId: decoded.orgId };
  }
}

function readUsage(record: LogRecord): ReadRecord {
  const decoded = decodeUsage(record);
  switch (decoded.kind) {
    case 'usage':
      return {
        kind: 'fact',
        fact: { ...placeOf(record), type: decoded.usage.fact.type, recorded: decoded.usage },
      };
    case 'unknown-fact':
      return { kind: 'unknown', type: decoded.type };
    case 'invalid':
      return { kind: 'unreadable', reason: decoded.reason, orgId: decoded.orgId };
  }
}

function placeOf({
  topic,
  partition,
  generation,
  offset,
}: LogRecord): Omit<RecordedFact, 'type' | 'recorded'> {
  return { topic, partition, generation, offset };
}
