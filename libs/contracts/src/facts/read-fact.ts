import type { Decision, UsageFact } from '#domain';
import { DECISION_CODECS } from './decision-codecs.js';
import type { FactReading } from './codec/fact.codec.js';
import { parseFactType } from './codec/fact-type.js';
import { USAGE_CODECS } from './usage-codecs.js';

/** Reads a decision's data by the CloudEvents `type`, upcasting older versions; total. */
export function readDecisionFact(type: string, data: unknown): FactReading<Decision> {
  const parsed = parseFactType(type);
  if (parsed === null || !isKeyOf(DECISION_CODECS, parsed.fact)) return { kind: 'unknown' };
  return DECISION_CODECS[parsed.fact].read(parsed.version, data);
}

/** Reads a usage fact's data by the CloudEvents `type`, upcasting older versions; total. */
export function readUsageFact(type: string, data: unknown): FactReading<UsageFact> {
  const parsed = parseFactType(type);
  if (parsed === null || !isKeyOf(USAGE_CODECS, parsed.fact)) return { kind: 'unknown' };
  return USAGE_CODECS[parsed.fact].read(parsed.version, data);
}

function isKeyOf<T extends object>(table: T, name: string): name is Extract<keyof T, string> {
  return Object.hasOwn(table, name);
}
