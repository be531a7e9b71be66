export type * from './client-metadata.js';
export type * from './decisions.js';
export { DECISION_TYPES } from './decisions.js';
export type * from './usage.js';
export { USAGE_TYPES } from './usage.js';
export type * from './recorded.js';
