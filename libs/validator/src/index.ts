export { createValidator } from './validator.js';
export type { Validator, ValidatorStatus } from './validator.port.js';
export type { IntrospectionOptions, ValidatorOptions, WhenStale } from './options/validator.options.js';
export type { ClaimNames, IssuerOptions, JwkSet } from './options/issuer.options.js';
export type { SignatureAlgorithm } from './signature/algorithms.js';
export type { VerifiedToken } from './token/claims.js';
export type { JsonObject } from './token/strict-json.js';
export { RefusedTokenError, REFUSALS, type RefusalAnswer, type RefusalCode } from './refusal.errors.js';
export { type OptionProblem, ValidatorConfigError } from './validator.errors.js';
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
  authorize,
  bearerToken,
  type GuardOptions,
  refusalResponse,
  type RefusalResponse,
} from './guards/bearer.js';
export { type ConnectMiddleware, rescindExpress, type WithToken } from './guards/express.guard.js';
export { rescindFastify } from './guards/fastify.guard.js';
export { type GuardedHandler, withRescind } from './guards/fetch.guard.js';
export { type ExceptionFactory, rescindNestGuard } from './guards/nest.guard.js';
export { rescindNode } from './guards/node-http.guard.js';
