/**
 * One thing that is wrong with the options.
 *
 * @example
 * ```ts
 * import type { OptionProblem } from '@rescind/validator';
 *
 * export const line = ({ path, problem }: OptionProblem) => `${path}: ${problem}`;
 * ```
 */
export interface OptionProblem {
  /** Where, e.g. `issuers[0].audience`. */
  readonly path: string;
  readonly problem: string;
}

/**
 * The options make no sense: a bug of the caller. Lists every problem at once.
 *
 * @example
 * ```ts
 * import { createValidator, ValidatorConfigError } from '@rescind/validator';
 *
 * try {
 *   createValidator({ issuers: [], source });
 * } catch (error) {
 *   if (error instanceof ValidatorConfigError) console.log(error.problems);
 * }
 * ```
 */
export class ValidatorConfigError extends Error {
  override readonly name = 'ValidatorConfigError';
  readonly code = 'VALIDATOR_MISCONFIGURED';

  constructor(readonly problems: readonly OptionProblem[]) {
    super(
      `The validator's options have ${String(problems.length)} problem(s):\n${problems.map(line).join('\n')}`,
    );
  }
}

function line({ path, problem }: OptionProblem): string {
  return `  ${path}: ${problem}`;
}
