export * from './document/document-ids.js';
export type {
  AnyFact,
  DocumentsBefore,
  DocumentValue,
  ListOrder,
  ReadModel,
  ReadModelDocument,
  ReadModelFact,
} from './document/document.js';
export { usageIdentity } from './document/usage-identity.js';
export {
  type BulkRevocation,
  foreignTokensOf,
  isOwnIssue,
  isRevokedIn,
  type LiveTokens,
} from './live-tokens/live-tokens.js';
export { APP_MODEL, applyApp } from './app/app.apply.js';
export {
  APP_LISTS,
  appActiveUntil,
  appWithoutRevoked,
  type AppDoc,
  type AppDocBlock,
  type DeniedCounts,
  nameKeyOf,
  withExpiry,
} from './app/app.document.js';
export { type AppFacets, facetsMatching } from './app/app-facets.js';
export {
  APP_USER_LISTS,
  APP_USER_MODEL,
  appUserActiveUntil,
  type AppUserDoc,
  appUserWithoutRevoked,
  applyAppUser,
} from './app-user/app-user.apply.js';
export { applyToken, TOKEN_LISTS, TOKEN_MODEL, type TokenDoc } from './token/token.apply.js';
export {
  applyGrant,
  GRANT_LISTS,
  GRANT_MODEL,
  type GrantDoc,
  grantWithoutRevoked,
} from './grant/grant.apply.js';
export {
  applyRevocation,
  REVOCATION_LISTS,
  REVOCATION_MODEL,
  type RevocationDoc,
} from './audit/revocation.apply.js';
export {
  applyAudit,
  AUDIT_LISTS,
  AUDIT_MODEL,
  type AuditDoc,
  type AuditOutcome,
  withOutcome,
} from './audit/audit.apply.js';
export { DECISION_SUBJECT_KINDS, type DecisionSubjectKind } from './audit/decision-subject.js';
export { applyDenial, DENIAL_LISTS, DENIAL_MODEL, type DenialDoc } from './denial/denial.apply.js';
export { applyEdge, EDGE_LISTS, EDGE_MODEL, EDGE_RECENT_SIZE, type EdgeDoc } from './edge/edge.apply.js';
