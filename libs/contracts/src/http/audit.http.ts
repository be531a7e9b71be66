import { DECISION_SUBJECT_KINDS, DECISION_TYPES } from '#domain';
import { z } from 'zod';
import { identifier, instant } from '../encoding/fields.schema.js';
import { PagingQuerySchema } from './paging.http.js';

const filters = {
  type: z.enum(DECISION_TYPES).optional(),
  /** Id of who decided it. */
  actor: identifier.optional(),
  client_id: identifier.optional(),
  user_id: identifier.optional(),
  /** Recorded then or later. */
  from: instant.optional(),
  /** Recorded before then. */
  to: instant.optional(),
};

/** Query of `GET /audit`. With several filters a page may hold less than `limit`, or nothing, and not be the last. */
export const AuditQuerySchema = PagingQuerySchema.extend(filters);
/** {@link AuditQuerySchema} */
export type AuditQuery = z.output<typeof AuditQuerySchema>;

/** Query of `GET /audit/export`. */
export const AuditExportQuerySchema = z.strictObject({
  /** `csv`: RFC 4180; `ndjson`: an entry as `GET /audit` has it on each line. */
  format: z.enum(['csv', 'ndjson']),
  ...filters,
});
/** {@link AuditExportQuerySchema} */
export type AuditExportQuery = z.output<typeof AuditExportQuerySchema>;

/** One decision: who did what, when and why. */
export const AuditEntrySchema = z.object({
  id: z.string(),
  type: z.enum(DECISION_TYPES),
  actor: z.object({ kind: z.enum(['user', 'client', 'system']), id: z.string() }),
  reason: z.string().nullable(),
  /** On the clock of who wrote it. */
  time: instant,
  /** On the log's clock; what the list is ordered by. */
  recorded_at: instant,
  position: z.string(),
  subject: z.object({ kind: z.enum(DECISION_SUBJECT_KINDS), id: z.string() }),
  client_id: z.string().nullable(),
  user_id: z.string().nullable(),
  /** What it says beside that: ids, kinds and numbers alone. */
  summary: z.string(),
  /** `rejected`: somebody else was quicker, and it changed nothing. `null`: not known any more. */
  outcome: z.enum(['accepted', 'rejected']).nullable(),
  /** Why it was rejected. */
  outcome_code: z.string().nullable(),
});
/** {@link AuditEntrySchema} */
export type AuditEntry = z.output<typeof AuditEntrySchema>;

/** Answer of `GET /audit`: the newest first. */
export const AuditListSchema = z.object({
  entries: z.array(AuditEntrySchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link AuditListSchema} */
export type AuditList = z.output<typeof AuditListSchema>;
