/**
 * Stable codes of {@link GuardContextError}.
 *
 * @example
 * ```ts
 * import type { GuardContextCode } from '@rescind/validator/nest';
 *
 * export const needsAnOption = (code: GuardContextCode) => code === 'GUARD_CONTEXT_UNSUPPORTED';
 * ```
 */
export type GuardContextCode =
  /** The guard stands before a kind of handler that it finds no request in without an option. */
  | 'GUARD_CONTEXT_UNSUPPORTED'
  /** The context of GraphQL has no request, or the option that should find the request or the token threw. */
  | 'GUARD_REQUEST_NOT_FOUND';

/**
 * A guard can't find where the token is, which is for the developer to mend: calls are refused until then. Emitted as a process warning,
 * once per guard and kind of context.
 *
 * @example
 * ```ts
 * import { GuardContextError } from '@rescind/validator/nest';
 *
 * process.on('warning', (warning) => {
 *   // A deployment whose guard refuses everything should not go on.
 *   if (warning instanceof GuardContextError) process.exitCode = 1;
 * });
 * ```
 */
export class GuardContextError extends Error {
  override readonly name = 'GuardContextError';

  constructor(
    readonly code: GuardContextCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
