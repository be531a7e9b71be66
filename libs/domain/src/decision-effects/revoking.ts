import type { Decision, DecisionType } from '../facts/decisions.js';

/**
 * Whether a decision of a type revokes something, so that its record carries effects. `sometimes`: that depends on its data. A new type
 * of decision doesn't compile before it is in this table, and one that revokes not before `effectsOf` says how.
 */
const REVOKES = {
  OrgRegistered: 'never',
  AppRegistered: 'never',
  AppBlocked: 'always',
  AppUnblocked: 'always',
  TokenRevoked: 'always',
  GrantRevoked: 'always',
  UserAppTokensRevoked: 'always',
  UserTokensRevoked: 'always',
  AppTokensRevoked: 'always',
  SessionRevoked: 'always',
  OrgTokensRevoked: 'always',
  SigningKeysRotated: 'sometimes',
  UserRegistered: 'never',
  RoleGranted: 'never',
  EdgeRegistered: 'never',
  EdgeRetired: 'never',
  IssuerRegistered: 'never',
  IssuerUnregistered: 'never',
  AppsReported: 'never',
  AppSettingsChanged: 'never',
  AppPolicyChanged: 'never',
  AppInstalled: 'never',
  AppUninstalled: 'always',
  UserPreauthorized: 'never',
  UserPreauthorizationWithdrawn: 'never',
  GroupChanged: 'never',
  RoleWithdrawn: 'never',
  OrgSettingsChanged: 'never',
  SessionEndScheduled: 'never',
  SessionEndCancelled: 'never',
  ConfirmationUsed: 'never',
  ApprovalRequested: 'never',
  ApprovalGiven: 'never',
  ApprovalDeclined: 'never',
} as const satisfies Readonly<Record<DecisionType, 'always' | 'sometimes' | 'never'>>;

type RevokingType = {
  [T in DecisionType]: (typeof REVOKES)[T] extends 'never' ? never : T;
}[DecisionType];

/** A decision that revokes something, or may. */
export type RevokingDecision = Extract<Decision, { readonly type: RevokingType }>;

/** Whether a decision revokes something, or may. */
export function mayRevoke(decision: Decision): decision is RevokingDecision {
  return REVOKES[decision.type] !== 'never';
}

/** Whether every decision of that type revokes something. */
export function alwaysRevokes(type: DecisionType): boolean {
  return REVOKES[type] === 'always';
}
