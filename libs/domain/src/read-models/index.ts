export * from './document-ids.js';
export type {
  AnyFact,
  DocumentValue,
  ListOrder,
  ReadModel,
  ReadModelDocument,
  ReadModelFact,
} from './document.js';
export { RECENT_MS, RECENT_SIZE, type RecentId } from './recent-ids.js';
export type { LiveTokens } from './live-tokens.js';
export {
  APP_LISTS,
  APP_MODEL,
  type AppDoc,
  type AppDocBlock,
  applyApp,
  type DeniedCounts,
} from './app.apply.js';
export { APP_USER_LISTS, APP_USER_MODEL, type AppUserDoc, applyAppUser } from './app-user.apply.js';
export { applyToken, TOKEN_LISTS, TOKEN_MODEL, type TokenDoc } from './token.apply.js';
export { applyGrant, GRANT_LISTS, GRANT_MODEL, type GrantDoc } from './grant.apply.js';
export {
  applyRevocation,
  REVOCATION_LISTS,
  REVOCATION_MODEL,
  type RevocationDoc,
  type RevocationSubjectKind,
} from './revocation.apply.js';
export { applyDenial, DENIAL_LISTS, DENIAL_MODEL, type DenialDoc } from './denial.apply.js';
export { applyEdge, EDGE_LISTS, EDGE_MODEL, EDGE_RECENT_SIZE, type EdgeDoc } from './edge.apply.js';
