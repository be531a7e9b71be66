import type { Decision, RecordedDecision } from '../facts/index.js';
import { DomainError, type DomainErrorCode } from '../checks/domain.errors.js';
import type { OrgState } from '../state/org.state.js';
import { canonicalJson } from './canonical-json.js';
import { foldedOrg, recorded } from './recorded.builders.js';

/** A pure decision about an organisation. */
export type Decide<C> = (org: OrgState, command: C) => Decision | null;

/** What is expected of a decision that was asked for; each throws {@link ExpectationError} when it isn't so. */
export interface Then {
  /** Exactly these facts were decided. */
  then(facts: Decision | readonly Decision[]): void;
  /** Nothing would change, so nothing was decided. */
  thenNothingHappened(): void;
  /** It was refused with this code. */
  thenThrows(code: DomainErrorCode): void;
}

/** What is asked of the organisation. */
export interface When {
  when<C>(decide: Decide<C>, command: C): Then;
  when(decide: (org: OrgState) => Decision | null): Then;
}

/** A guarantee did not hold. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
}

/**
 * States a guarantee about a decision: given what was decided before, when a command comes, then this follows. Plain facts
 * are recorded at consecutive offsets; recorded ones are taken as they are.
 *
 * @example
 * ```ts
 * given([appRegistered('app-1'), appBlocked('app-1', 'b1')])
 *   .when(decideBlockApp, { clientId: 'app-1', blockId: 'b2' })
 *   .thenNothingHappened();
 * ```
 */
export function given(decisions: readonly (Decision | RecordedDecision)[]): When {
  const log = decisions.map((each, offset) => ('position' in each ? each : recorded(each, { offset })));
  return {
    when: <C>(decide: Decide<C> | ((org: OrgState) => Decision | null), command?: C): Then =>
      expectations(() =>
        (decide as (org: OrgState, command?: C) => Decision | null)(foldedOrg(log), command),
      ),
  };
}

function expectations(decide: () => Decision | null): Then {
  return {
    then: (facts) => {
      same('facts', [facts].flat(), decided(decide));
    },
    thenNothingHappened: () => {
      same('facts', [], decided(decide));
    },
    thenThrows: (code) => {
      same('code', code, refusalOf(decide));
    },
  };
}

function decided(decide: () => Decision | null): readonly Decision[] {
  const fact = decide();
  return fact === null ? [] : [fact];
}

function refusalOf(decide: () => Decision | null): string {
  try {
    return `decided: ${canonicalJson(decided(decide))}`;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

function same(what: string, expected: unknown, actual: unknown): void {
  const [wanted, found] = [canonicalJson(expected), canonicalJson(actual)];
  if (wanted !== found) throw new ExpectationError(`expected ${what} ${wanted}\nbut found ${found}`);
}
