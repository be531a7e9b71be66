export { type GuardedHandler, withRescind } from './fetch.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
