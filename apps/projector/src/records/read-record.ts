import { decodeUsage } from '#contracts';
import { readDecision, type VerifyRecord } from '#decision-log';
import type { FactOutcome, RecordedDecision } from '#domain';
import { DECISIONS_TOPIC, type LogRecord } from '#event-log';
import type { RecordedFact } from './recorded-fact.js';

/** Why a record is not projected. Never holds any of the payload. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly reason: string;
  /** The organisation that the record names, where that could be read. */
  readonly orgId: string | null;
}

/** What a record is to the projector. */
export type ReadRecord =
  | { readonly kind: 'fact'; readonly fact: RecordedFact }
  /** A fact of a newer version: no read model here has anything to do with it. */
  | { readonly kind: 'unknown'; readonly type: string }
  | Unreadable;

/** Finds out whether the log accepted or rejected a decision without effects; `null`: that isn't known. */
export type OutcomeOf = (decision: RecordedDecision) => Promise<FactOutcome | null>;

/** How decisions are read. */
export interface ReadOptions {
  /** Checks a decision's signature. Without it, whoever can write to the topic can write to the pages. */
  readonly verify?: VerifyRecord | undefined;
  /** Without it, the audit says of decisions without effects that their outcome isn't known. */
  readonly outcomeOf?: OutcomeOf | undefined;
}

const BELIEVE: VerifyRecord = () => Promise.resolve('valid');

/** Reads a record of either topic. Never rejects because of what the record holds. */
export async function readRecord(record: LogRecord, options: ReadOptions = {}): Promise<ReadRecord> {
  if (record.topic !== DECISIONS_TOPIC) return readUsage(record);
  const read = await readDecision(record, options.verify ?? BELIEVE);
  switch (read.kind) {
    case 'decision': {
      const { decision: recorded } = read;
      // Decisions with effects are never rejected.
      const outcome = recorded.effects.length > 0 ? null : ((await options.outcomeOf?.(recorded)) ?? null);
      const known = outcome === null ? {} : { outcome };
      return { kind: 'fact', fact: { ...placeOf(record), type: recorded.fact.type, recorded, ...known } };
    }
    case 'unknown-fact':
    case 'unknown-effect':
      return { kind: 'unknown', type: read.type };
    case 'invalid':
      return { kind: 'unreadable', reason: read.reason, orgId: read.orgId };
    case 'not-genuine':
      return { kind: 'unreadable', reason: 'bad signature', orgId: null };
  }
}

/** Reads a record of the usage topic. Usage isn't signed. */
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
