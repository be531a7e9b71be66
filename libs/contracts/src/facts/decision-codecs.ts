import type { Decision, DecisionType } from '#domain';
import { appBlockedCodec } from './app-blocked.codec.js';
import { appRegisteredCodec } from './app-registered.codec.js';
import { appTokensRevokedCodec } from './app-tokens-revoked.codec.js';
import { appUnblockedCodec } from './app-unblocked.codec.js';
import { edgeRegisteredCodec } from './edge-registered.codec.js';
import { edgeRetiredCodec } from './edge-retired.codec.js';
import { grantRevokedCodec } from './grant-revoked.codec.js';
import { issuerRegisteredCodec } from './issuer-registered.codec.js';
import { orgRegisteredCodec } from './org-registered.codec.js';
import { orgTokensRevokedCodec } from './org-tokens-revoked.codec.js';
import { roleGrantedCodec } from './role-granted.codec.js';
import { sessionRevokedCodec } from './session-revoked.codec.js';
import { signingKeysRotatedCodec } from './signing-keys-rotated.codec.js';
import { tokenRevokedCodec } from './token-revoked.codec.js';
import { userAppTokensRevokedCodec } from './user-app-tokens-revoked.codec.js';
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
} as const satisfies { readonly [T in DecisionType]: FactCodec<Extract<Decision, { readonly type: T }>> };
