export { type GuardContextCode, GuardContextError } from './nest-context.errors.js';
export { type ExceptionFactory, rescindNestGuard } from './nest.guard.js';
export type { NestGuardOptions } from './nest.options.js';
export type { GuardOptions } from '../shared/guard.options.js';
export type { HeaderRecord, RequestLike } from '../shared/authorization-header.js';
export type { WithToken } from '../shared/with-token.js';
