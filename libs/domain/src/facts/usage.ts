interface Base<T extends string, D> {
  readonly type: T;
  readonly data: D;
}

/** A token left its issuer: ours, or a foreign one whose inventory reported it. */
export type TokenIssued = Base<
  'TokenIssued',
  {
    /** `jti` of a JWT access token; the id of a refresh token (never its text). */
    readonly tokenId: string;
    readonly iss: string;
    readonly kind: 'access' | 'refresh';
    readonly format: 'JWT' | 'Opaque';
    readonly clientId: string;
    /** Pseudonymous user id; the `client_id` itself for a client's own token (RFC 9068 section 2.2). */
    readonly userId: string;
    readonly scopes: readonly string[];
    /** ISO 8601. */
    readonly issuedAt: string;
    readonly expiresAt: string;
    readonly grantId?: string;
    readonly sessionId?: string;
    readonly kid?: string;
    /** `generation:offset` that the issuer had absorbed; own issuers only. */
    readonly rpos?: string;
    /** Of a token minted by a refresh: id of the refresh token used, which a refresh token then replaces (RFC 9700 section 4.14). */
    readonly refreshTokenId?: string;
  }
>;

/** Calls seen at one edge within one window, for one app and user. */
export type TokenUsed = Base<
  'TokenUsed',
  {
    readonly clientId: string;
    readonly userId: string;
    readonly edgeId: string;
    /** Unique per edge: a window that is sent again counts once. */
    readonly windowId: string;
    readonly count: number;
    /** ISO 8601. */
    readonly firstAt: string;
    readonly lastAt: string;
  }
>;

/** Why somebody was denied. */
export const DENIAL_REASONS = [
  'not-installed',
  'blocked',
  'not-allowlisted',
  'not-preauthorized',
  'flow-blocked',
  'ip-not-allowed',
  'revoked-token-presented',
] as const;

/** One of {@link DENIAL_REASONS}. */
export type DenialReason = (typeof DENIAL_REASONS)[number];

/** An attempt to use an app was denied, by the issuer or at an edge. */
export type UsageDenied = Base<
  'UsageDenied',
  {
    readonly clientId: string;
    readonly userId?: string;
    readonly reason: DenialReason;
    readonly where: 'issuer' | 'edge';
    /** Address that the issuer was asked from. */
    readonly address?: string;
    /** Edge id where `where` is `edge`. */
    readonly edgeId?: string;
    /** Unique per edge, as with {@link TokenUsed}; the issuer has none: each of its denials is a fact of its own. */
    readonly windowId?: string;
    readonly count: number;
    /** ISO 8601. */
    readonly firstAt: string;
    readonly lastAt: string;
  }
>;

/** How far an edge has read an organisation's decisions, as it reported to the feed. */
export type EdgeAbsorbed = Base<
  'EdgeAbsorbed',
  {
    readonly edgeId: string;
    /** `generation:offset`, the last one absorbed. */
    readonly position: string;
    /** ISO 8601 on the feed's clock. */
    readonly receivedAt: string;
    /** The newest offsets since the last receipt, with how long each took from append to receipt on the feed's clock, ms. At most 64. */
    readonly recent: readonly { readonly offset: number; readonly ms: number }[];
  }
>;

/** What happens with tokens, apart from decisions. */
export type UsageFact = TokenIssued | TokenUsed | UsageDenied | EdgeAbsorbed;

/** The discriminant of {@link UsageFact}. */
export type UsageType = UsageFact['type'];

/** Every usage type. */
export const USAGE_TYPES = [
  'TokenIssued',
  'TokenUsed',
  'UsageDenied',
  'EdgeAbsorbed',
] as const satisfies readonly UsageType[];
