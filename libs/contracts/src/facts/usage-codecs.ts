import type { UsageFact, UsageType } from '#domain';
import { edgeAbsorbedCodec } from './usage/edge-absorbed.codec.js';
import { tokenIssuedCodec } from './usage/token-issued.codec.js';
import { tokenUsedCodec } from './usage/token-used.codec.js';
import { usageDeniedCodec } from './usage/usage-denied.codec.js';
import type { FactCodec } from './codec/fact.codec.js';

/** The codec of every usage fact. A type without its codec, or with another's, doesn't compile. */
export const USAGE_CODECS = {
  TokenIssued: tokenIssuedCodec,
  TokenUsed: tokenUsedCodec,
  UsageDenied: usageDeniedCodec,
  EdgeAbsorbed: edgeAbsorbedCodec,
} as const satisfies { readonly [T in UsageType]: FactCodec<Extract<UsageFact, { readonly type: T }>> };
