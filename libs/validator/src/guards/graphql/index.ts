export { GraphqlRefusedError, type GraphqlRefusalExtensions } from './graphql.errors.js';
export { rescindGraphql } from './graphql.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
export type { HeaderRecord, RequestLike } from '../shared/authorization-header.js';
