export type * from './effects.js';
export { EFFECT_NAMES } from './effects.js';
export type * from './state.js';
export type * from './verdict.js';
export { isDecided, REFUSAL_REASONS } from './verdict.js';
export { TOKEN_KINDS, type TokenKind } from './token-kind.js';
export { emptyRevocationState, fold, type FoldEntry } from './fold.js';
export { foldEntry, type RecordedEffects } from './fold-entry.js';
export { merge } from './merge.js';
export { judge, judgeKeys, judgeWithKeys, type JudgeKeys } from './judge.js';
export { prune } from './prune.js';
export { activeBlocks, isBlocked } from './blocks.js';
export { denyKey, scopeKey } from './keys.js';
export type * from './entries.js';
export { revocationEntries, revocationStateFromEntries } from './entries.js';
export { effectsOf, keepUntilOf } from './effects-of.js';
export { alwaysRevokes } from './revoking.js';
export { formatIsoTime, parseIsoTime } from './iso-time.js';
export {
  DEFAULT_MAX_LIFETIME_MS,
  KEEP_MARGIN_MS,
  MAX_CLOCK_SKEW_MS,
  MAX_WRITER_AHEAD_MS,
  OWN_ISSUER_TRUST,
} from './limits.js';
