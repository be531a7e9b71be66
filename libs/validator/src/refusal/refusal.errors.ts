import type { RefusalReason } from '#domain';
import { quoted } from './quoted.js';

/**
 * Why a token was not accepted: a closed set of stable codes. `TOKEN_REFUSED` is the verdict on a well-formed token
 * and carries a {@link RefusalReason}; the others say what was wrong before there was anything to judge.
 *
 * @example
 * ```ts
 * import type { RefusalCode } from '@rescind/validator';
 *
 * export const isOurFault = (code: RefusalCode) => code === 'STALE' || code === 'NOT_READY';
 * ```
 */
export type RefusalCode =
  | 'TOKEN_MISSING'
  | 'AUTHORIZATION_MALFORMED'
  | 'TOKEN_TOO_LARGE'
  | 'TOKEN_MALFORMED'
  | 'HEADER_REFUSED'
  | 'TYPE_REFUSED'
  | 'ALGORITHM_REFUSED'
  | 'ISSUER_UNKNOWN'
  | 'KEY_UNKNOWN'
  | 'KEYS_UNAVAILABLE'
  | 'SIGNATURE_INVALID'
  | 'CLAIM_INVALID'
  | 'AUDIENCE_MISMATCH'
  | 'GUARD_AUDIENCE_MISMATCH'
  | 'TOKEN_REFUSED'
  | 'SCOPE_MISSING'
  | 'NOT_READY'
  | 'STALE'
  | 'INTROSPECTION_INACTIVE'
  | 'INTROSPECTION_UNAVAILABLE';

/**
 * What a guard answers for a {@link RefusalCode}.
 *
 * @example
 * ```ts
 * import { type RefusalAnswer, REFUSALS } from '@rescind/validator';
 *
 * const { status, error }: RefusalAnswer = REFUSALS.SCOPE_MISSING;
 * console.log(status, error); // 403 insufficient_scope
 * ```
 */
export interface RefusalAnswer {
  /** HTTP status. */
  readonly status: 400 | 401 | 403 | 503;
  /** `error` of the RFC 6750 section 3.1 challenge; `null`: no error attribute (no credentials were sent, or none is to blame). */
  readonly error: 'invalid_request' | 'invalid_token' | 'insufficient_scope' | null;
  /** `Rescind-Reason`, unless the verdict has one of its own. */
  readonly reason: string;
}

/**
 * The one table from refusal codes to HTTP: status, RFC 6750 error, `Rescind-Reason`.
 *
 * @example
 * ```ts
 * import { REFUSALS } from '@rescind/validator';
 *
 * for (const [code, { status, reason }] of Object.entries(REFUSALS)) console.log(code, status, reason);
 * ```
 */
export const REFUSALS: Readonly<Record<RefusalCode, RefusalAnswer>> = {
  TOKEN_MISSING: { status: 401, error: null, reason: 'token-missing' },
  AUTHORIZATION_MALFORMED: { status: 400, error: 'invalid_request', reason: 'authorization-malformed' },
  TOKEN_TOO_LARGE: { status: 401, error: 'invalid_token', reason: 'token-too-large' },
  TOKEN_MALFORMED: { status: 401, error: 'invalid_token', reason: 'token-malformed' },
  HEADER_REFUSED: { status: 401, error: 'invalid_token', reason: 'header-refused' },
  TYPE_REFUSED: { status: 401, error: 'invalid_token', reason: 'type-refused' },
  ALGORITHM_REFUSED: { status: 401, error: 'invalid_token', reason: 'algorithm-refused' },
  ISSUER_UNKNOWN: { status: 401, error: 'invalid_token', reason: 'issuer-unknown' },
  KEY_UNKNOWN: { status: 401, error: 'invalid_token', reason: 'key-unknown' },
  KEYS_UNAVAILABLE: { status: 503, error: null, reason: 'keys-unavailable' },
  SIGNATURE_INVALID: { status: 401, error: 'invalid_token', reason: 'signature-invalid' },
  CLAIM_INVALID: { status: 401, error: 'invalid_token', reason: 'claim-invalid' },
  AUDIENCE_MISMATCH: { status: 401, error: 'invalid_token', reason: 'audience-mismatch' },
  GUARD_AUDIENCE_MISMATCH: { status: 401, error: 'invalid_token', reason: 'guard-audience-mismatch' },
  TOKEN_REFUSED: { status: 401, error: 'invalid_token', reason: 'token-refused' },
  SCOPE_MISSING: { status: 403, error: 'insufficient_scope', reason: 'scope-missing' },
  NOT_READY: { status: 503, error: null, reason: 'not-ready' },
  STALE: { status: 503, error: null, reason: 'stale' },
  INTROSPECTION_INACTIVE: { status: 401, error: 'invalid_token', reason: 'inactive' },
  INTROSPECTION_UNAVAILABLE: { status: 503, error: null, reason: 'introspection-unavailable' },
};

/** Everything that is not a list of scope tokens (RFC 6749 section 3.3), and has no place in a quoted string. */
const NOT_SCOPE = /[^\x20\x21\x23-\x5b\x5d-\x7e]/g;

/** Words of ours, or a list of values that an option or a token holds; the values are quoted. */
export type Finding = string | readonly unknown[];

/** What goes with a {@link RefusedTokenError}, apart from its code. */
export interface RefusalDetail {
  /** The verdict's own reason; only with `TOKEN_REFUSED`. */
  readonly reason?: RefusalReason | undefined;
  /** A word about what was wrong: a claim's or header's name, never its value. */
  readonly about?: string | undefined;
  /** Space-separated scopes that were asked for; only with `SCOPE_MISSING`. */
  readonly scope?: string | undefined;
  /** What would have been accepted, for the log. */
  readonly expected?: Finding | undefined;
  /** What was there instead, for the log. */
  readonly found?: Finding | undefined;
  readonly cause?: unknown;
}

/**
 * The token is not accepted. Hostile or outdated input, never a caller's bug. Its message holds no part of the token. What was expected
 * and found is for your log only: no guard answers it, and it is in no property that `JSON.stringify` or an inspection would print.
 *
 * @example
 * ```ts
 * import { rescindExpress } from '@rescind/validator/express';
 *
 * export const guard = rescindExpress(validator, {
 *   onRefused: (error) => {
 *     // AUDIENCE_MISMATCH: expected "https://api.example", found "https://other.example"
 *     console.log(error.logLine);
 *   },
 * });
 * ```
 */
export class RefusedTokenError extends Error {
  override readonly name = 'RefusedTokenError';
  /** The verdict's reason, where there was a verdict. */
  readonly reason: RefusalReason | undefined;
  /** Scopes that were asked for, where they are what is missing. */
  readonly scope: string | undefined;
  readonly #expected: Finding | undefined;
  readonly #found: Finding | undefined;

  constructor(
    readonly code: RefusalCode,
    detail: RefusalDetail = {},
  ) {
    const about = detail.reason ?? detail.about;
    super(
      about === undefined ? code : `${code}: ${about}`,
      detail.cause === undefined ? undefined : { cause: detail.cause },
    );
    this.reason = detail.reason;
    this.scope = detail.scope;
    this.#expected = detail.expected;
    this.#found = detail.found;
  }

  /** What would have been accepted, where that can be said in a line. */
  get expected(): string | undefined {
    return wordsOf(this.#expected);
  }

  /** What was there instead: values of the token (issuer, audience, scope, `typ`, `alg`, `kid`), bounded in length. */
  get found(): string | undefined {
    return wordsOf(this.#found);
  }

  /** One line for a log: code, what it is about, what was expected and found. No control characters, and never a token. */
  get logLine(): string {
    const { expected, found } = this;
    const differing = [
      ...(expected === undefined ? [] : [`expected ${expected}`]),
      ...(found === undefined ? [] : [`found ${found}`]),
    ];
    return differing.length === 0 ? this.message : `${this.message}: ${differing.join(', ')}`;
  }

  /** HTTP status that a guard answers. */
  get status(): RefusalAnswer['status'] {
    return REFUSALS[this.code].status;
  }

  /** Value of the `Rescind-Reason` header. */
  get rescindReason(): string {
    return this.reason ?? REFUSALS[this.code].reason;
  }

  /** Value of the `WWW-Authenticate` header (RFC 6750 section 3). */
  get challenge(): string {
    const { error } = REFUSALS[this.code];
    const attributes = ['realm="rescind"'];
    if (error !== null) attributes.push(`error="${error}"`, `error_description="${this.rescindReason}"`);
    if (this.scope !== undefined) attributes.push(`scope="${this.scope.replace(NOT_SCOPE, '')}"`);
    return `Bearer ${attributes.join(', ')}`;
  }
}

function wordsOf(finding: Finding | undefined): string | undefined {
  return typeof finding === 'object' ? quoted(finding) : finding;
}
