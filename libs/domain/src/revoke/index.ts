export { decideRevokeAppTokens, type RevokeAppTokens } from './revoke-app-tokens.decide.js';
export { decideRevokeGrant, type RevokeGrant } from './revoke-grant.decide.js';
export { decideRevokeOrgTokens, type RevokeOrgTokens } from './revoke-org-tokens.decide.js';
export { decideRevokeSession, type RevokeSession } from './revoke-session.decide.js';
export { decideRevokeToken, type RevokeToken } from './revoke-token.decide.js';
export { decideRevokeUserAppTokens, type RevokeUserAppTokens } from './revoke-user-app-tokens.decide.js';
export { decideRevokeUserTokens, type RevokeUserTokens } from './revoke-user-tokens.decide.js';
