import { effectsOf, keepUntilOf } from '../decision-effects/effects-of.js';
import type { Decision, RecordedDecision, RecordedUsage, UsageFact } from '../facts/index.js';
import { applyDecision } from '../fold/org.fold.js';
import { DEFAULT_MAX_LIFETIME_MS } from '../revocation/effects/limits.js';
import { emptyOrg, type OrgState } from '../state/org.state.js';
import { formatIsoTime } from '../values/iso-time.js';

/** When the builders' time starts, epoch ms: 2026-01-01T00:00:00Z. */
export const START_MS = 1_767_225_600_000;
/** Generation of the builders' logs. */
export const GENERATION = 'g1';
/** Organisation of the builders' records. */
export const ORG_ID = 'org-1';

/** Epoch ms as the ISO 8601 time that facts carry. */
export function timeAt(ms: number): string {
  return formatIsoTime(ms);
}

/** What a recorded fact is made with; the rest follows from its offset. */
export type RecordedOptions<T> = Partial<Omit<T, 'fact' | 'position'>> & {
  readonly offset?: number;
  readonly generation?: string;
};

/**
 * A decision as it would stand in the log: effects and keepUntil as a writer makes them, decided one second later per
 * offset, appended 5 ms after that.
 *
 * @example
 * ```ts
 * const block = recorded({ type: 'AppBlocked', data: { clientId: 'app-1', blockId: 'b1' } }, { offset: 7 });
 * ```
 */
export function recorded(fact: Decision, options: RecordedOptions<RecordedDecision> = {}): RecordedDecision {
  const { offset = 0, generation = GENERATION, ...overrides } = options;
  const time = overrides.time ?? timeAt(START_MS + offset * 1000);
  return {
    id: `decision-${String(offset)}`,
    orgId: ORG_ID,
    actor: { kind: 'user', id: 'admin-1' },
    time,
    fact,
    effects: effectsOf(fact, time),
    keepUntil: keepUntilOf(fact, time, DEFAULT_MAX_LIFETIME_MS),
    basedOn: null,
    requestDigest: null,
    position: { generation, offset },
    appendedAtMs: START_MS + offset * 1000 + 5,
    ...overrides,
  };
}

/** Decisions at consecutive offsets. */
export function recordedLog(facts: readonly Decision[], fromOffset = 0): readonly RecordedDecision[] {
  return facts.map((fact, index) => recorded(fact, { offset: fromOffset + index }));
}

/** A usage fact as it would stand in the log. */
export function recordedUsage(fact: UsageFact, options: RecordedOptions<RecordedUsage> = {}): RecordedUsage {
  const { offset = 0, generation = 'u1', ...overrides } = options;
  return {
    id: `usage-${String(offset)}`,
    orgId: ORG_ID,
    time: timeAt(START_MS + offset * 1000),
    fact,
    partition: 0,
    position: { generation, offset },
    appendedAtMs: START_MS + offset * 1000 + 5,
    ...overrides,
  };
}

/** Usage facts at consecutive offsets. */
export function usageLog(facts: readonly UsageFact[], fromOffset = 0): readonly RecordedUsage[] {
  return facts.map((fact, index) => recordedUsage(fact, { offset: fromOffset + index }));
}

/** The organisation that a log of decisions makes. */
export function foldedOrg(log: readonly RecordedDecision[], org: OrgState = emptyOrg(ORG_ID)): OrgState {
  for (const decision of log) applyDecision(org, decision);
  return org;
}
