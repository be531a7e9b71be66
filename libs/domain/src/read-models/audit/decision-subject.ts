import type { Decision } from '../../facts/index.js';

/** What a decision may be about. */
export const DECISION_SUBJECT_KINDS = [
  'app',
  'token',
  'grant',
  'user',
  'user-app',
  'session',
  'org',
  'issuer',
  'group',
  'edge',
  'session-end',
  'approval',
  'confirmation',
] as const;

/** One of {@link DECISION_SUBJECT_KINDS}. */
export type DecisionSubjectKind = (typeof DECISION_SUBJECT_KINDS)[number];

/** What a decision is about, as its page says it. */
export interface DecisionSubject {
  readonly subjectKind: DecisionSubjectKind;
  /** The id of what it is about: a `client_id`, user id, `jti` …; of a user at an app, the user's. */
  readonly subject: string;
  readonly clientId: string | null;
  readonly userId: string | null;
}

/** What a decision of an organisation is about. */
export function decisionSubject(orgId: string, fact: Decision): DecisionSubject {
  const of = (subjectKind: DecisionSubjectKind, subject: string): DecisionSubject => ({
    subjectKind,
    subject,
    clientId: subjectKind === 'app' ? subject : null,
    userId: subjectKind === 'user' ? subject : null,
  });
  switch (fact.type) {
    case 'AppBlocked':
    case 'AppUnblocked':
    case 'AppTokensRevoked':
    case 'AppRegistered':
    case 'AppSettingsChanged':
    case 'AppPolicyChanged':
      return of('app', fact.data.clientId);
    case 'AppInstalled':
    case 'AppUninstalled':
    case 'UserPreauthorized':
    case 'UserPreauthorizationWithdrawn':
    case 'UserAppTokensRevoked': {
      const { clientId, userId } = fact.data;
      if (userId === undefined) return of('app', clientId);
      return { subjectKind: 'user-app', subject: userId, clientId, userId };
    }
    case 'TokenRevoked':
      return of('token', fact.data.jti);
    case 'GrantRevoked':
      return of('grant', fact.data.grantId);
    case 'UserTokensRevoked':
    case 'UserRegistered':
    case 'RoleGranted':
    case 'RoleWithdrawn':
      return of('user', fact.data.userId);
    case 'SessionRevoked':
      return of('session', fact.data.sessionId);
    case 'SigningKeysRotated':
    case 'IssuerRegistered':
    case 'IssuerUnregistered':
    case 'AppsReported':
      return of('issuer', fact.data.iss);
    case 'GroupChanged':
      return of('group', fact.data.groupId);
    case 'EdgeRegistered':
    case 'EdgeRetired':
      return of('edge', fact.data.edgeId);
    case 'SessionEndScheduled':
    case 'SessionEndCancelled':
      return of('session-end', fact.data.scheduleId);
    case 'ConfirmationUsed':
      return of('confirmation', fact.data.confirmationId);
    case 'ApprovalRequested':
    case 'ApprovalGiven':
    case 'ApprovalDeclined':
      return of('approval', fact.data.approvalId);
    case 'OrgTokensRevoked':
    case 'OrgRegistered':
    case 'OrgSettingsChanged':
      return of('org', orgId);
  }
}
