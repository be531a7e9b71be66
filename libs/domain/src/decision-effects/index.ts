export { effectsOf, keepUntilOf } from './effects-of.js';
export { alwaysRevokes } from './revoking.js';
