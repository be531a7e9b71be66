import type { UsageFact, UsageType } from '#domain';
import { edgeAbsorbedCodec } from './edge-absorbed.codec.js';
import { tokenIssuedCodec } from './token-issued.codec.js';
import { tokenUsedCodec } from './token-used.codec.js';
import { usageDeniedCodec } from './usage-denied.codec.js';
import type { FactCodec } from './fact.codec.js';

/** The codec of every usage fact. A type without its codec, or with another's, doesn't compile. */
export const USAGE_CODECS = {
  TokenIssued: tokenIssuedCodec,
  TokenUsed: tokenUsedCodec,
  UsageDenied: usageDeniedCodec,
  EdgeAbsorbed: edgeAbsorbedCodec,
} as const satisfies { readonly [T in UsageType]: FactCodec<Extract<UsageFact, { readonly type: T }>> };
