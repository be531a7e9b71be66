export { createValidator } from './validator.js';
export type { Validator, ValidatorStatus } from './verify/validator.port.js';
export type { IntrospectionOptions, ValidatorOptions, WhenStale } from './options/validator.options.js';
export type { ClaimNames, IssuerOptions } from './options/issuer.options.js';
export type { JwkSet } from './jose/jwk.js';
export type { SignatureAlgorithm } from './jose/algorithms.js';
export type { VerifiedToken } from './token/claims.js';
export type { JsonObject } from './token/strict-json.js';
export {
  RefusedTokenError,
  REFUSALS,
  type RefusalAnswer,
  type RefusalCode,
} from './refusal/refusal.errors.js';
export { type OptionProblem, ValidatorConfigError } from './checks/validator.errors.js';
export type {
  Baseline,
  LiveKnowledge,
  RevocationSink,
  RevocationSource,
  StaleReason,
} from './sources/revocation-source.port.js';
export type { TrustedKeys } from './sources/verification-keys.js';
export { feedSource, type FeedSourceOptions } from './sources/feed/feed.source.js';
export { logSource, type LogSourceOptions } from './sources/log/log.source.js';
export type { ReadableLog } from './sources/log/readable-log.js';
export { stateSource, type StateSourceOptions } from './sources/state.source.js';
export type { DeniedRow, UsageWindow, UsedRow } from './usage/usage-meter.js';
export {
  authorizationOf,
  type HeaderRecord,
  type RequestLike,
} from './guards/shared/authorization-header.js';
export { authorize } from './guards/shared/authorize.js';
export { bearerToken } from './guards/shared/bearer.js';
export type { GuardOptions } from './guards/shared/guard.options.js';
export { refusalResponse, type RefusalResponse } from './guards/shared/refusal-response.js';
