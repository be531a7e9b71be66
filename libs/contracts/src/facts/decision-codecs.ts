import type { Decision, DecisionType } from '#domain';
import { appBlockedCodec } from './app/app-blocked.codec.js';
import { appInstalledCodec } from './app/app-installed.codec.js';
import { appPolicyChangedCodec } from './app/app-policy-changed.codec.js';
import { appRegisteredCodec } from './app/app-registered.codec.js';
import { appsReportedCodec } from './issuer/apps-reported.codec.js';
import { appSettingsChangedCodec } from './app/app-settings-changed.codec.js';
import { appTokensRevokedCodec } from './revoke/app-tokens-revoked.codec.js';
import { appUnblockedCodec } from './app/app-unblocked.codec.js';
import { appUninstalledCodec } from './app/app-uninstalled.codec.js';
import { approvalDeclinedCodec } from './approvals/approval-declined.codec.js';
import { approvalGivenCodec } from './approvals/approval-given.codec.js';
import { approvalRequestedCodec } from './approvals/approval-requested.codec.js';
import { confirmationUsedCodec } from './approvals/confirmation-used.codec.js';
import { edgeRegisteredCodec } from './edge/edge-registered.codec.js';
import { edgeRetiredCodec } from './edge/edge-retired.codec.js';
import { grantRevokedCodec } from './revoke/grant-revoked.codec.js';
import { groupChangedCodec } from './group/group-changed.codec.js';
import { issuerRegisteredCodec } from './issuer/issuer-registered.codec.js';
import { issuerUnregisteredCodec } from './issuer/issuer-unregistered.codec.js';
import { orgRegisteredCodec } from './org/org-registered.codec.js';
import { orgSettingsChangedCodec } from './org/org-settings-changed.codec.js';
import { orgTokensRevokedCodec } from './revoke/org-tokens-revoked.codec.js';
import { roleGrantedCodec } from './user/role-granted.codec.js';
import { roleWithdrawnCodec } from './user/role-withdrawn.codec.js';
import { sessionEndCancelledCodec } from './session-end/session-end-cancelled.codec.js';
import { sessionEndScheduledCodec } from './session-end/session-end-scheduled.codec.js';
import { sessionRevokedCodec } from './revoke/session-revoked.codec.js';
import { signingKeysRotatedCodec } from './keys/signing-keys-rotated.codec.js';
import { tokenRevokedCodec } from './revoke/token-revoked.codec.js';
import { userAppTokensRevokedCodec } from './revoke/user-app-tokens-revoked.codec.js';
import { userPreauthorizationWithdrawnCodec } from './app/user-preauthorization-withdrawn.codec.js';
import { userPreauthorizedCodec } from './app/user-preauthorized.codec.js';
import { userRegisteredCodec } from './user/user-registered.codec.js';
import { userTokensRevokedCodec } from './revoke/user-tokens-revoked.codec.js';
import type { FactCodec } from './codec/fact.codec.js';

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
