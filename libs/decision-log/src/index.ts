export { DecisionLog } from './decision-log.js';
export type { FoldedDecision } from './decision-fold.js';
export type {
  Acceptance,
  DecisionLogger,
  DecisionLogLimits,
  DecisionLogOptions,
  DecisionMeta,
} from './decision-log.options.js';
export { IdempotencyKeyReusedError, OutcomeUnknownError } from './decision-log.errors.js';
export { type PositionMac, PositionTokens } from './position-tokens.js';
export { type NotGenuine, readDecision, type ReadDecision, type VerifyRecord } from './read-decision.js';
export { UsageWriter } from './usage-writer.js';
