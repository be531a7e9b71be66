import { identifier } from '#contracts/fields';
import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';

/** Query of `GET /tokens`: which tokens, and which page of them. */
export const TokensQuerySchema = PagingQuerySchema.extend({
  client_id: identifier.optional(),
  user_id: identifier.optional(),
  grant_id: identifier.optional(),
  kind: z.enum(['access', 'refresh']).optional(),
});
/** {@link TokensQuerySchema} */
export type TokensQuery = z.output<typeof TokensQuerySchema>;
