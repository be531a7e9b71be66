import type { StaleReason } from '../sources/revocation-source.port.js';
import type { VerifiedToken } from '../token/claims.js';

/**
 * How a validator is doing.
 *
 * @example
 * ```ts
 * import type { ValidatorStatus } from '@rescind/validator';
 *
 * export const isHealthy = ({ ready, stale }: ValidatorStatus) => ready && !stale;
 * ```
 */
export interface ValidatorStatus {
  /** Whether it has had its first snapshot; before that it accepts nothing. */
  readonly ready: boolean;
  /** Whether its knowledge is incomplete or older than `maxStalenessMs`. */
  readonly stale: boolean;
  /** Why it is stale. */
  readonly reason?: StaleReason;
  /** Last decision absorbed, `generation:offset`. */
  readonly position: string | null;
  /** How old its knowledge is at most, ms; `null` where that is unknown. */
  readonly ageMs: number | null;
  /** How many revocations it knows. */
  readonly entries: number;
  /** Calls that are missing in what the source reported: too many apps and users at once, or a feed that was away for too long. */
  readonly lostUsage: number;
  /** How often `onUse` threw or rejected; each time it missed a window. */
  readonly failedUseCallbacks: number;
}

/**
 * Checks access tokens: signature once, verdict on every call. Make one with {@link createValidator}.
 *
 * @example
 * ```ts
 * import type { Validator } from '@rescind/validator';
 *
 * export const whoIs = async (validator: Validator, text: string) => (await validator.verify(text)).sub;
 * ```
 */
export interface Validator {
  /**
   * Checks a token.
   *
   * @throws RefusedTokenError (rejects with it) for whatever reason it isn't accepted
   */
  verify(token: string): Promise<VerifiedToken>;
  /**
   * The same without a promise, where no network and no asynchronous signature check is needed: always for tokens that were
   * seen before. `undefined`: ask {@link verify}.
   *
   * @throws RefusedTokenError
   */
  verifySync(token: string): VerifiedToken | undefined;
  status(): ValidatorStatus;
  /** Resolves when its knowledge is complete and fresh for the first time. */
  ready(): Promise<void>;
  /** Ends its connections and timers. It refuses everything afterwards. */
  close(): Promise<void>;
}
