export type * from './revoke.commands.js';
export {
  decideRevokeAppTokens,
  decideRevokeGrant,
  decideRevokeOrgTokens,
  decideRevokeSession,
  decideRevokeToken,
  decideRevokeUserAppTokens,
  decideRevokeUserTokens,
} from './revoke.decide.js';
