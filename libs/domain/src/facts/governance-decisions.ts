import type { TokenKind } from '../values/token-kind.js';
import type { ClientMetadata, GrantType } from './client-metadata.js';

interface Base<T extends string, D> {
  readonly type: T;
  readonly data: D;
}

/** Who may let an app act for them: everybody for themselves, or only users that an administrator chose before. */
export type PermittedUsers = 'all-users' | 'preauthorized-users';

/** Under which conditions an app gets tokens. */
export interface AppPolicy {
  readonly permittedUsers: PermittedUsers;
  /** Lifetime of access tokens, s; `null`: the issuer's own. */
  readonly accessTokenLifetimeS: number | null;
  /** How long a refresh token may stay unused, s; `null`: the issuer's own. */
  readonly refreshTokenIdleS: number | null;
  /** How long a grant may be refreshed, s, counted from its beginning; `null`: the issuer's own. */
  readonly refreshTokenAbsoluteS: number | null;
  /** Whether each use of a refresh token replaces it (RFC 9700 section 4.14). */
  readonly rotateRefreshTokens: boolean;
  /** Addresses that tokens may be asked for from, in CIDR notation (RFC 4632, RFC 4291); none: from anywhere. */
  readonly ipRanges: readonly string[];
  /** Grants that a user may have given the app at a time; the next one ends the oldest. */
  readonly maxApprovalsPerUser: number;
}

/** Settings of an organisation. */
export interface OrgSettings {
  /** Grant types that its apps may use at all. */
  readonly allowedGrantTypes: readonly GrantType[];
  /** Whether only installed apps whose users are preauthorized get tokens. Only the platform's operator may switch it. */
  readonly apiClientAllowlisting: boolean;
  /** Number of active tokens above which a bulk revocation needs a second person; `null`: never. */
  readonly approvalThreshold: number | null;
}

/** An app's registration was changed; all of it, as it is from now on. */
export type AppSettingsChanged = Base<
  'AppSettingsChanged',
  { readonly clientId: string; readonly metadata: ClientMetadata; readonly reason?: string }
>;
/** An app's policy was changed; all of it, as it is from now on. */
export type AppPolicyChanged = Base<
  'AppPolicyChanged',
  { readonly clientId: string; readonly policy: AppPolicy; readonly reason?: string }
>;
/** An app was installed, for everybody or, with a user, for that one. */
export type AppInstalled = Base<
  'AppInstalled',
  { readonly clientId: string; readonly userId?: string; readonly reason?: string }
>;
/**
 * An app was uninstalled, for everybody or, with a user, for that one: its tokens, grants and sessions end. For everybody,
 * its policy and preauthorizations go as well; its registration, its blocks and what was counted stay.
 */
export type AppUninstalled = Base<
  'AppUninstalled',
  { readonly clientId: string; readonly userId?: string; readonly reason?: string }
>;
/** A user, or whoever is in a group, was preauthorized for an app: exactly one of the two is there. */
export type UserPreauthorized = Base<
  'UserPreauthorized',
  {
    readonly clientId: string;
    readonly userId?: string;
    readonly groupId?: string;
    readonly reason?: string;
  }
>;
/** A preauthorization was taken back. */
export type UserPreauthorizationWithdrawn = Base<
  'UserPreauthorizationWithdrawn',
  {
    readonly clientId: string;
    readonly userId?: string;
    readonly groupId?: string;
    readonly reason?: string;
  }
>;
/** A group of users: the first one makes it, each one says who came and who left. */
export type GroupChanged = Base<
  'GroupChanged',
  {
    readonly groupId: string;
    readonly name?: string;
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly reason?: string;
  }
>;
/** Permissions of a user were taken back. */
export type RoleWithdrawn = Base<
  'RoleWithdrawn',
  { readonly userId: string; readonly permissions: readonly string[]; readonly reason?: string }
>;
/** Settings of the organisation were changed: those that are here. */
export type OrgSettingsChanged = Base<
  'OrgSettingsChanged',
  {
    readonly allowedGrantTypes?: readonly GrantType[];
    readonly apiClientAllowlisting?: boolean;
    readonly approvalThreshold?: number | null;
    readonly reason?: string;
  }
>;
/** All app sessions of the organisation will end at a time; announced, so that users can prepare. */
export type SessionEndScheduled = Base<
  'SessionEndScheduled',
  {
    readonly scheduleId: string;
    /** ISO 8601. */
    readonly at: string;
    readonly covers: readonly TokenKind[];
    readonly reason?: string;
  }
>;
/** A scheduled end of sessions will not happen. */
export type SessionEndCancelled = Base<
  'SessionEndCancelled',
  { readonly scheduleId: string; readonly reason?: string }
>;
/** A preview of an operation was confirmed, and the operation is carried out. Valid once. */
export type ConfirmationUsed = Base<
  'ConfirmationUsed',
  {
    readonly confirmationId: string;
    /** The stable type of the operation, `revoke-org-tokens`. */
    readonly operation: string;
  }
>;
/** The parameters of an operation that waits for approval: JSON values. */
export type OperationParameters = Readonly<Record<string, unknown>>;
/** Somebody asks a second person to approve an operation. */
export type ApprovalRequested = Base<
  'ApprovalRequested',
  {
    readonly approvalId: string;
    /** The stable type of the operation, `revoke-app-tokens`. */
    readonly operation: string;
    /** What it is to be carried out with: JSON values, without secrets. */
    readonly parameters: OperationParameters;
    /** Active tokens that it would have covered when it was asked for. */
    readonly count: number;
    /** ISO 8601. */
    readonly expiresAt: string;
    readonly reason?: string;
  }
>;
/** A second person approved: the operation is carried out. */
export type ApprovalGiven = Base<'ApprovalGiven', { readonly approvalId: string; readonly reason?: string }>;
/** The operation will not be carried out: a second person declined it, or whoever asked took it back. */
export type ApprovalDeclined = Base<
  'ApprovalDeclined',
  { readonly approvalId: string; readonly reason?: string }
>;

/** Decisions about what apps and users may do, rather than about what is revoked. */
export type GovernanceDecision =
  | AppSettingsChanged
  | AppPolicyChanged
  | AppInstalled
  | AppUninstalled
  | UserPreauthorized
  | UserPreauthorizationWithdrawn
  | GroupChanged
  | RoleWithdrawn
  | OrgSettingsChanged
  | SessionEndScheduled
  | SessionEndCancelled
  | ConfirmationUsed
  | ApprovalRequested
  | ApprovalGiven
  | ApprovalDeclined;

/** The discriminants of {@link GovernanceDecision}, in the order of the reference. */
export const GOVERNANCE_TYPES = [
  'AppSettingsChanged',
  'AppPolicyChanged',
  'AppInstalled',
  'AppUninstalled',
  'UserPreauthorized',
  'UserPreauthorizationWithdrawn',
  'GroupChanged',
  'RoleWithdrawn',
  'OrgSettingsChanged',
  'SessionEndScheduled',
  'SessionEndCancelled',
  'ConfirmationUsed',
  'ApprovalRequested',
  'ApprovalGiven',
  'ApprovalDeclined',
] as const satisfies readonly GovernanceDecision['type'][];
