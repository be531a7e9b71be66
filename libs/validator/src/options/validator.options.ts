import type { RevocationSource } from '../sources/revocation-source.port.js';
import type { UsageWindow } from '../usage/usage-meter.js';
import type { IssuerOptions } from './issuer.options.js';

/**
 * What to do with a token that would be accepted, while knowledge is older than `maxStalenessMs`.
 *
 * @example
 * ```ts
 * import type { WhenStale } from '@rescind/validator';
 *
 * export const whenStale: WhenStale = process.env['NODE_ENV'] === 'production' ? 'deny' : 'allow';
 * ```
 */
export type WhenStale = 'deny' | 'allow' | 'introspect';

/**
 * Where to ask about one token (RFC 7662).
 *
 * @example
 * ```ts
 * import type { IntrospectionOptions } from '@rescind/validator';
 *
 * export const introspection: IntrospectionOptions = {
 *   endpoint: 'https://id.example/o/acme/token/introspection',
 *   clientId: 'orders-api',
 *   clientSecret: process.env['INTROSPECTION_SECRET'] ?? '',
 * };
 * ```
 */
export interface IntrospectionOptions {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default 2 000. */
  readonly timeoutMs?: number;
  /** Also ask about tokens that aren't JWTs; without this they are refused. An answer needs `exp` and `iat`. Default `false`. */
  readonly opaqueTokens?: boolean;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/**
 * Options of {@link createValidator}.
 *
 * @example
 * ```ts
 * import { createValidator, type ValidatorOptions } from '@rescind/validator';
 *
 * const options: ValidatorOptions = {
 *   issuers: [{ issuer: 'https://id.example', jwksUri: 'https://id.example/jwks', audience: 'https://api.example' }],
 *   source,
 *   maxStalenessMs: 5_000,
 *   whenStale: 'deny',
 * };
 * export const validator = createValidator(options);
 * ```
 */
export interface ValidatorOptions {
  /** The issuers whose tokens are accepted; at least one. */
  readonly issuers: readonly IssuerOptions[];
  /** Where revocations come from: {@link feedSource}, {@link logSource} or {@link stateSource}. */
  readonly source: RevocationSource;
  /** Oldest knowledge that counts as fresh, ms, at least 1 000. Default 10 000. */
  readonly maxStalenessMs?: number;
  /** Default `'deny'`. Whatever it is, revocations that are known are enforced, and nothing is accepted before the first snapshot. */
  readonly whenStale?: WhenStale;
  /**
   * With `whenStale: 'allow'`: how long after it became stale tokens are still accepted, ms, 0 to 30 days; afterwards they are
   * denied until knowledge is fresh again. Neither another fault nor another snapshot prolongs it. Default 300 000.
   *
   * **Warning:** a token that is revoked during this time is accepted until it is over, or until its `exp`.
   */
  readonly maxGraceMs?: number;
  /** Required with `whenStale: 'introspect'`. */
  readonly introspection?: IntrospectionOptions;
  /** How many tokens' signature checks are remembered. Verdicts never are. 0 to 10 000 000; default 10 000. */
  readonly cacheSize?: number;
  /**
   * How signatures are checked. `'auto'`: synchronously with node:crypto where there is one, which is the fastest per token;
   * `'webcrypto'`: off the event loop, which suits servers that see many new tokens with large keys. Default `'auto'`.
   */
  readonly signatures?: 'auto' | 'webcrypto';
  /**
   * Called every `useIntervalMs` with what was accepted and refused, counted per app and user; may be asynchronous. What it throws is
   * swallowed, and counted in `status().failedUseCallbacks`. {@link feedSource} reports usage by itself.
   */
  readonly onUse?: (window: UsageWindow) => void;
  /** Length of a window of usage, ms, at least 100. Default 10 000. */
  readonly useIntervalMs?: number;
  /** Wall clock, epoch ms. Default `Date.now`. */
  readonly clock?: () => number;
  /** A clock that is never set back, ms. Default `performance.now`. */
  readonly monotonic?: () => number;
  /** For JWKS requests. Default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}
