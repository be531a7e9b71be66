export type * from './effects/effects.js';
export { EFFECT_NAMES } from './effects/effects.js';
export { denyKey, scopeKey } from './effects/keys.js';
export {
  DEFAULT_MAX_LIFETIME_MS,
  KEEP_MARGIN_MS,
  MAX_CLOCK_SKEW_MS,
  MAX_WRITER_AHEAD_MS,
} from './effects/limits.js';
export { activeBlocks, isBlocked } from './state/blocks.js';
export type * from './state/entries.js';
export { revocationEntries, revocationStateFromEntries } from './state/entries.js';
export { merge } from './state/merge.js';
export { prune } from './state/prune.js';
export {
  isBeforeByPosition,
  isBeforeByTime,
  watermarkTimeMs,
  type WatermarkBounds,
} from './state/watermark.js';
export { emptyRevocationState, type RevocationState, type Watermark } from './state/revocation.state.js';
export { foldEntry, type RecordedEffects } from './fold/fold-entry.js';
export { fold, type FoldEntry } from './fold/revocation.fold.js';
export { judge, judgeKeys, judgeWithKeys, type JudgeKeys } from './judge/judge.js';
export { OWN_ISSUER_TRUST } from './judge/own-issuer-trust.js';
export type * from './judge/verdict.js';
export { isDecided, REFUSAL_REASONS } from './judge/verdict.js';
