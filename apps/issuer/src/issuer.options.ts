/** How long tokens, grants and sessions live at most. An app's policy and an announced end of sessions can only shorten that. */
export interface IssuerLifetimes {
  /** Access tokens, s. Default 3600; at most 24 h, the bound that revocations are kept for. */
  readonly accessTokenS: number;
  /** One-time tokens of the password grant, s. Default 300; at most 300. */
  readonly oneTimeTokenS: number;
  /** How long a refresh token may stay unused, s; each use starts it again. Default 30 days; at most 400 days. */
  readonly refreshTokenS: number;
  /** Grants, s, however often they are refreshed. Default 365 days; at most 400 days. */
  readonly grantS: number;
  /** Sign-in sessions, s. Default 14 days; at most 400 days. */
  readonly sessionS: number;
  /** Authorization codes, s. Default 60. */
  readonly authorizationCodeS: number;
  /** Sign-in and consent pages that are open, s. Default 3600. */
  readonly interactionS: number;
  /** ID tokens, s. Default 3600. */
  readonly idTokenS: number;
}

/** Options of the issuer. */
export interface IssuerOptions {
  /** The URL at which clients reach the issuers, without a trailing slash; an organisation's issuer is `${publicUrl}/o/${org}`. */
  readonly publicUrl: string;
  /**
   * At least 32 bytes, the same in every instance and after every restart. The keys for cookies and for the successors of refresh
   * tokens are derived from it.
   */
  readonly secret: Uint8Array;
  /** Audience of tokens for which the request names no `resource` (RFC 8707). Default `publicUrl`. */
  readonly defaultResource?: string;
  readonly lifetimes?: Partial<IssuerLifetimes>;
  /** The retry window of refresh token rotation: how long presenting a rotated token again gives the same successor, ms. Default 10 000. */
  readonly refreshRetryWindowMs?: number;
  /** How many organisations' providers are kept in memory. Default 100. */
  readonly maxProviders?: number;
  /** How often expired objects are removed from the storage, ms. Default 600 000. */
  readonly cleanUpIntervalMs?: number;
  /** Epoch ms. Default `Date.now`. */
  readonly now?: () => number;
}

/** Options with their defaults. */
export interface ResolvedIssuerOptions {
  readonly publicUrl: string;
  readonly secret: Uint8Array;
  readonly defaultResource: string;
  readonly lifetimes: IssuerLifetimes;
  readonly refreshRetryWindowMs: number;
  readonly maxProviders: number;
  readonly cleanUpIntervalMs: number;
  readonly now: () => number;
}

const DAY_S = 86_400;
const LONGEST_S: IssuerLifetimes = {
  accessTokenS: DAY_S,
  oneTimeTokenS: 300,
  refreshTokenS: 400 * DAY_S,
  grantS: 400 * DAY_S,
  sessionS: 400 * DAY_S,
  authorizationCodeS: 600,
  interactionS: DAY_S,
  idTokenS: DAY_S,
};
const DEFAULT_LIFETIMES: IssuerLifetimes = {
  accessTokenS: 3_600,
  oneTimeTokenS: 300,
  refreshTokenS: 30 * DAY_S,
  grantS: 365 * DAY_S,
  sessionS: 14 * DAY_S,
  authorizationCodeS: 60,
  interactionS: 3_600,
  idTokenS: 3_600,
};
const MIN_SECRET_BYTES = 32;

/**
 * Fills in the defaults and checks everything, reporting all problems at once.
 * @throws TypeError
 */
export function resolveIssuerOptions(options: IssuerOptions): ResolvedIssuerOptions {
  const resolved: ResolvedIssuerOptions = {
    publicUrl: options.publicUrl,
    secret: options.secret,
    defaultResource: options.defaultResource ?? options.publicUrl,
    lifetimes: { ...DEFAULT_LIFETIMES, ...options.lifetimes },
    refreshRetryWindowMs: options.refreshRetryWindowMs ?? 10_000,
    maxProviders: options.maxProviders ?? 100,
    cleanUpIntervalMs: options.cleanUpIntervalMs ?? 600_000,
    now: options.now ?? Date.now,
  };
  const problems = problemsOf(resolved);
  if (problems.length > 0) throw new TypeError(`Issuer options: ${problems.join('; ')}.`);
  return resolved;
}

function problemsOf(options: ResolvedIssuerOptions): readonly string[] {
  const problems: string[] = [];
  if (!isIssuerBase(options.publicUrl)) {
    problems.push('publicUrl must be an http or https URL without query, fragment and trailing slash');
  }
  if (!isResource(options.defaultResource))
    problems.push('defaultResource must be an absolute URI without a fragment');
  if (options.secret.byteLength < MIN_SECRET_BYTES) problems.push('secret must have at least 32 bytes');
  for (const name of Object.keys(LONGEST_S) as (keyof IssuerLifetimes)[]) {
    const seconds = options.lifetimes[name];
    if (!Number.isSafeInteger(seconds) || seconds < 1 || seconds > LONGEST_S[name]) {
      problems.push(
        `lifetimes.${name} must be a whole number of seconds from 1 to ${String(LONGEST_S[name])}`,
      );
    }
  }
  for (const name of ['refreshRetryWindowMs', 'maxProviders', 'cleanUpIntervalMs'] as const) {
    const least = name === 'refreshRetryWindowMs' ? 0 : 1;
    if (!Number.isSafeInteger(options[name]) || options[name] < least) {
      problems.push(`${name} must be a whole number of at least ${String(least)}`);
    }
  }
  return problems;
}

function isIssuerBase(text: string): boolean {
  const url = URL.parse(text);
  const web = url?.protocol === 'https:' || url?.protocol === 'http:';
  return web && !text.endsWith('/') && !text.includes('?') && !text.includes('#');
}

/** An absolute URI without a fragment (RFC 8707 section 2). */
export function isResource(text: string): boolean {
  return text.length <= 2_048 && !text.includes('#') && URL.canParse(text);
}

/** The issuer identifier of an organisation (RFC 8414 section 2). */
export function issuerOf(publicUrl: string, orgId: string): string {
  return `${publicUrl}/o/${orgId}`;
}
