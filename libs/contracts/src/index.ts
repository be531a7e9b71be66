export * from './edge/index.js';
export {
  covers as CoversSchema,
  identifier as IdentifierSchema,
  issuerId as IssuerIdSchema,
  tokenId as TokenIdSchema,
} from './encoding/fields.schema.js';

export { DECISION_CODECS } from './facts/decision-codecs.js';
export { USAGE_CODECS } from './facts/usage-codecs.js';
export type * from './facts/fact.codec.js';

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

export * from './problem/problem-codes.js';
export * from './problem/problem.js';

export * from './http/headers.js';
export * from './http/paging.http.js';
export * from './http/approvals.http.js';
export * from './http/audit.http.js';
export * from './http/bulk.http.js';
export * from './http/commands.http.js';
export * from './http/revocations.http.js';
export * from './http/usage.http.js';
export * from './http/tokens.http.js';
export * from './http/connected-apps.http.js';
export * from './http/denials.http.js';
export * from './http/app-install.http.js';
export * from './http/app-list.http.js';
export * from './http/app-policy.http.js';
export * from './http/app-preauthorizations.http.js';
export * from './http/app-resource.http.js';
export * from './http/app-settings.http.js';
export { clientMetadataOf } from './http/client-metadata.schema.js';
export * from './http/client-registration.http.js';
export * from './http/groups.http.js';
export * from './http/issuers.http.js';
export * from './http/organization.http.js';
export * from './http/users.http.js';
