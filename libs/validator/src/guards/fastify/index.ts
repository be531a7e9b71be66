export { type FastifyReplyLike, type FastifyRequestLike, rescindFastify } from './fastify.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
export type { HeaderRecord, RequestLike } from '../shared/authorization-header.js';
export type { WithToken } from '../shared/with-token.js';
