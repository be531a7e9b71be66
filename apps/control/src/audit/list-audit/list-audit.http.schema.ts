import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';
import { AuditEntrySchema } from '../audit-entry.schema.js';
import { filters } from '../audit-filters.schema.js';

/** Query of `GET /audit`. With several filters, a page may hold fewer entries than `limit`, or none, and still not be the last. */
export const AuditQuerySchema = PagingQuerySchema.extend(filters);
/** {@link AuditQuerySchema} */
export type AuditQuery = z.output<typeof AuditQuerySchema>;

/** Answer of `GET /audit`: the newest first. */
export const AuditListSchema = z.object({
  entries: z.array(AuditEntrySchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link AuditListSchema} */
export type AuditList = z.output<typeof AuditListSchema>;
