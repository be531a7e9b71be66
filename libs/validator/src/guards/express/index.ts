export { type ConnectMiddleware, rescindExpress } from './express.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
export type { WithToken } from '../shared/with-token.js';
