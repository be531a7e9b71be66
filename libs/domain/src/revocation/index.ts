export type * from './effects.js';
export { EFFECT_NAMES } from './effects.js';
export type * from './state.js';
export type * from './verdict.js';
export { TOKEN_KINDS, type TokenKind } from './token-kind.js';
