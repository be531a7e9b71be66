import { instant } from '#contracts/fields';
import { DECISION_SUBJECT_KINDS, DECISION_TYPES } from '#domain';
import { z } from 'zod';

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
