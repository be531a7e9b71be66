export * from './contract.errors.js';

export { DECISION_CODECS } from './facts/decision-codecs.js';
export { USAGE_CODECS } from './facts/usage-codecs.js';
export type * from './facts/codec/fact.codec.js';

export * from './envelope/envelope.js';
export type * from './envelope/wire-record.js';
export { decodeDecision, encodeDecision } from './envelope/decision.codec.js';
export { decodeUsage, encodeUsage } from './envelope/usage.codec.js';
export { MAX_EFFECTS } from './envelope/effects.codec.js';
export { formatActor, MAX_RECORD_VALUE_BYTES, parseActor } from './envelope/envelope.schema.js';

export * from './signature/keys.js';
export * from './signature/signature.js';
export type { WebCryptoKey } from './signature/web-crypto.js';

export * from './snapshot/snapshot.errors.js';
export { encodeSnapshot, type SnapshotContent } from './snapshot/snapshot.encode.js';
export * from './snapshot/snapshot.decode.js';
export { SNAPSHOT_VERSION } from './snapshot/snapshot-format.js';

export * from './feed/feed-messages.js';

export { isLoopback } from './encoding/loopback.js';

export { type BasicCredentials, parseBasic } from './http-auth/basic.js';
export { parseBearer } from './http-auth/bearer.js';

export * from './problem/problem-codes.js';
export * from './problem/problem.js';
