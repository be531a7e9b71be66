import type { Decision, DecisionType } from '#domain';
import { appBlockedCodec } from './app-blocked.codec.js';
import { appInstalledCodec } from './app-installed.codec.js';
import { appPolicyChangedCodec } from './app-policy-changed.codec.js';
import { appRegisteredCodec } from './app-registered.codec.js';
import { appsReportedCodec } from './apps-reported.codec.js';
import { appSettingsChangedCodec } from './app-settings-changed.codec.js';
import { appTokensRevokedCodec } from './app-tokens-revoked.codec.js';
import { appUnblockedCodec } from './app-unblocked.codec.js';
import { appUninstalledCodec } from './app-uninstalled.codec.js';
import { approvalDeclinedCodec } from './approval-declined.codec.js';
import { approvalGivenCodec } from './approval-given.codec.js';
import { approvalRequestedCodec } from './approval-requested.codec.js';
import { confirmationUsedCodec } from './confirmation-used.codec.js';
import { edgeRegisteredCodec } from './edge-registered.codec.js';
import { edgeRetiredCodec } from './edge-retired.codec.js';
import { grantRevokedCodec } from './grant-revoked.codec.js';
import { groupChangedCodec } from './group-changed.codec.js';
import { issuerRegisteredCodec } from './issuer-registered.codec.js';
import { issuerUnregisteredCodec } from './issuer-unregistered.codec.js';
import { orgRegisteredCodec } from './org-registered.codec.js';
import { orgSettingsChangedCodec } from './org-settings-changed.codec.js';
import { orgTokensRevokedCodec } from './org-tokens-revoked.codec.js';
import { roleGrantedCodec } from './role-granted.codec.js';
import { roleWithdrawnCodec } from './role-withdrawn.codec.js';
import { sessionEndCancelledCodec } from './session-end-cancelled.codec.js';
import { sessionEndScheduledCodec } from './session-end-scheduled.codec.js';
import { sessionRevokedCodec } from './session-revoked.codec.js';
import { signingKeysRotatedCodec } from './signing-keys-rotated.codec.js';
import { tokenRevokedCodec } from './token-revoked.codec.js';
import { userAppTokensRevokedCodec } from './user-app-tokens-revoked.codec.js';
import { userPreauthorizationWithdrawnCodec } from './user-preauthorization-withdrawn.codec.js';
import { userPreauthorizedCodec } from './user-preauthorized.codec.js';
import { userRegisteredCodec } from './user-registered.codec.js';
import { userTokensRevokedCodec } from './user-tokens-revoked.codec.js';
import type { FactCodec } from './fact.codec.js';

/** The codec of every decision. A type without its codec, or with another's, doesn't compile. */
export const DECISION_CODECS = {
  OrgRegistered: orgRegisteredCodec,
  AppRegistered: appRegisteredCodec,
  AppBlocked: appBlockedCodec,
  AppUnblocked: appUnblockedCodec,
  TokenRevoked: tokenRevokedCodec,
  GrantRevoked: grantRevokedCodec,
  UserAppTokensRevoked: userAppTokensRevokedCodec,
  UserTokensRevoked: userTokensRevokedCodec,
  AppTokensRevoked: appTokensRevokedCodec,
  SessionRevoked: sessionRevokedCodec,
  OrgTokensRevoked: orgTokensRevokedCodec,
  SigningKeysRotated: signingKeysRotatedCodec,
  UserRegistered: userRegisteredCodec,
  RoleGranted: roleGrantedCodec,
  EdgeRegistered: edgeRegisteredCodec,
  EdgeRetired: edgeRetiredCodec,
  IssuerRegistered: issuerRegisteredCodec,
  IssuerUnregistered: issuerUnregisteredCodec,
  AppsReported: appsReportedCodec,
  AppSettingsChanged: appSettingsChangedCodec,
  AppPolicyChanged: appPolicyChangedCodec,
  AppInstalled: appInstalledCodec,
  AppUninstalled: appUninstalledCodec,
  UserPreauthorized: userPreauthorizedCodec,
  UserPreauthorizationWithdrawn: userPreauthorizationWithdrawnCodec,
  GroupChanged: groupChangedCodec,
  RoleWithdrawn: roleWithdrawnCodec,
  OrgSettingsChanged: orgSettingsChangedCodec,
  SessionEndScheduled: sessionEndScheduledCodec,
  SessionEndCancelled: sessionEndCancelledCodec,
  ConfirmationUsed: confirmationUsedCodec,
  ApprovalRequested: approvalRequestedCodec,
  ApprovalGiven: approvalGivenCodec,
  ApprovalDeclined: approvalDeclinedCodec,
} as const satisfies { readonly [T in DecisionType]: FactCodec<Extract<Decision, { readonly type: T }>> };
