import { identifier, instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';
import { reason } from '../denial-reason.schema.js';

/** Query of `GET /denials`. */
export const DenialsQuerySchema = PagingQuerySchema.extend({
  client_id: identifier.optional(),
  user_id: identifier.optional(),
  /** With a reason, a page may hold fewer denials than `limit`, or none, and still not be the last. */
  reason: reason.optional(),
});
/** {@link DenialsQuerySchema} */
export type DenialsQuery = z.output<typeof DenialsQuerySchema>;

/** How often a user's attempts to use an app were denied for one reason. */
export const DenialSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** Whether the app is installed now. */
  installed: z.boolean(),
  /** `null` if nobody was signed in. */
  user_id: z.string().nullable(),
  username: z.string().nullable(),
  reason,
  count: wholeNumber,
  first_at: instant,
  last_at: instant,
  /** Where it happened, each place once. */
  where: z.array(z.enum(['issuer', 'edge'])),
  /** The last few addresses from which the issuer was asked, the newest first. */
  addresses: z.array(z.string()),
  /** The edge that denied last. */
  last_edge: z.object({ edge_id: z.string(), name: z.string().nullable() }).nullable(),
});
/** {@link DenialSchema} */
export type Denial = z.output<typeof DenialSchema>;

/** Answer of `GET /denials`: per app, user and reason, the latest first. */
export const DenialListSchema = z.object({
  denials: z.array(DenialSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link DenialListSchema} */
export type DenialList = z.output<typeof DenialListSchema>;
