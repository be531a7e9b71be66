import { decodeDecision, decodeUsage } from '#contracts';
import type { FactOutcome, RecordedDecision } from '#domain';
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

/** What the log made of a decision that has no effects; `null`: nobody knows. */
export type OutcomeOf = (decision: RecordedDecision) => Promise<FactOutcome | null>;

/** Reads a record of either topic. Total: never throws because of what a record holds. */
export async function readRecord(
  record: LogRecord,
  verify?: VerifyDecision,
  outcomeOf?: OutcomeOf,
): Promise<ReadRecord> {
  if (record.topic !== DECISIONS_TOPIC) return readUsage(record);
  if (verify !== undefined && !(await verify(record))) {
    return { kind: 'unreadable', reason: 'bad signature', orgId: null };
  }
  const decoded = decodeDecision(record);
  switch (decoded.kind) {
    case 'decision': {
      const { decision: recorded } = decoded;
      // What has effects is never rejected.
      const outcome = recorded.effects.length > 0 ? null : ((await outcomeOf?.(recorded)) ?? null);
      const known = outcome === null ? {} : { outcome };
      return { kind: 'fact', fact: { ...placeOf(record), type: recorded.fact.type, recorded, ...known } };
    }
    case 'unknown-fact':
    case 'unknown-effect':
      return { kind: 'unknown', type: decoded.type };
    case 'invalid':
      return { kind: 'unreadable', reason: decoded.reason, orgId: decoded.orgId };
  }
}

/** Reads a record of the usage topic. */
export function readUsage(record: LogRecord): ReadRecord {
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
