import type { RefusedTokenError } from '../../refusal/refusal.errors.js';

/**
 * What a guard demands beyond a valid token, and who hears of refusals.
 *
 * @example
 * ```ts
 * import type { GuardOptions } from '@rescind/validator';
 *
 * export const readers: GuardOptions = {
 *   scope: 'orders:read',
 *   onRefused: (error) => {
 *     console.log(error.logLine);
 *   },
 * };
 * ```
 */
export interface GuardOptions {
  /** Scopes that the token must have, all of them; space-separated or an array. */
  readonly scope?: string | readonly string[];
  /**
   * Audiences of what this guard protects: at least one of them must be in the token's `aud`, beside what the issuer's `audience`
   * in the validator's options demands. Default: every audience that the validator accepts.
   */
  readonly audience?: string | readonly string[];
  /**
   * Called with every refusal of this guard, for logs and metrics: `error.logLine` says what was expected and found, without any part
   * of the token's text. May be asynchronous; what it throws, or rejects with, is swallowed, so that it can't change the answer.
   */
  readonly onRefused?: (error: RefusedTokenError) => void;
}
