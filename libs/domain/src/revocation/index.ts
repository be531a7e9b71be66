export type * from './effects/effects.js';
export { EFFECT_NAMES } from './effects/effects.js';
export type * from './state/revocation.state.js';
export type * from './judge/verdict.js';
export { isDecided, REFUSAL_REASONS } from './judge/verdict.js';
export { TOKEN_KINDS, type TokenKind } from '../values/token-kind.js';
export { emptyRevocationState, fold, type FoldEntry } from './fold/revocation.fold.js';
export { foldEntry, type RecordedEffects } from './fold/fold-entry.js';
export { merge } from './state/merge.js';
export { judge, judgeKeys, judgeWithKeys, type JudgeKeys } from './judge/judge.js';
export { prune } from './state/prune.js';
export { activeBlocks, isBlocked } from './state/blocks.js';
export { denyKey, scopeKey } from './effects/keys.js';
export type * from './state/entries.js';
export { revocationEntries, revocationStateFromEntries } from './state/entries.js';
export { effectsOf, keepUntilOf } from '../decision-effects/effects-of.js';
export { alwaysRevokes } from '../decision-effects/revoking.js';
export { formatIsoTime, parseIsoTime } from '../values/iso-time.js';
export {
  DEFAULT_MAX_LIFETIME_MS,
  KEEP_MARGIN_MS,
  MAX_CLOCK_SKEW_MS,
  MAX_WRITER_AHEAD_MS,
  OWN_ISSUER_TRUST,
} from './effects/limits.js';
