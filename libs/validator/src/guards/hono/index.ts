export {
  type HonoContextLike,
  type HonoMiddleware,
  type HonoTokenVariables,
  rescindHono,
} from './hono.guard.js';
export type { GuardOptions } from '../shared/guard.options.js';
