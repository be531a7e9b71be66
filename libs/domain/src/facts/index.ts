export type * from './client-metadata.js';
export { GRANT_TYPES } from './client-metadata.js';
export type * from './decisions.js';
export { DECISION_TYPES } from './decisions.js';
export type * from './governance-decisions.js';
export type * from './usage.js';
export { DENIAL_REASONS, USAGE_TYPES } from './usage.js';
export type * from './recorded.js';
