export * from './edge/index.js';

export { DECISION_CODECS } from './facts/decision-codecs.js';
export { USAGE_CODECS } from './facts/usage-codecs.js';
export type * from './facts/codec/fact.codec.js';

export * from './envelope/envelope.js';
export type {
  DecodedDecision,
  DecodedUsage,
  EncodedRecord,
  UnknownFact,
  UnknownUsage,
} from './envelope/wire-record.js';
export { decodeDecision, encodeDecision } from './envelope/decision.codec.js';
export { decodeUsage, encodeUsage } from './envelope/usage.codec.js';
export { MAX_EFFECTS } from './envelope/effects.codec.js';
export { formatActor, MAX_RECORD_VALUE_BYTES, parseActor } from './envelope/envelope-attributes.js';

export { encodeSnapshot, type SnapshotContent } from './snapshot/snapshot.encode.js';

export { HeadResponseSchema, ReceiptRequestSchema, StreamEventSchema } from './feed/feed-messages.schema.js';

export { isLoopback } from './encoding/loopback.js';

export { type BasicCredentials, parseBasic } from './http-auth/basic.js';

export * from './problem/problem-codes.js';
export * from './problem/problem.js';
