export { type RefusableResponse, rescindNode } from './node.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
export type { HeaderRecord, RequestLike } from '../shared/authorization-header.js';
