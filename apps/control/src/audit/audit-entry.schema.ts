import { instant } from '#contracts/fields';
import { DECISION_SUBJECT_KINDS, DECISION_TYPES } from '#domain';
import { z } from 'zod';

/** One decision: who did what, when and why. */
export const AuditEntrySchema = z.object({
  id: z.string(),
  type: z.enum(DECISION_TYPES),
  actor: z.object({ kind: z.enum(['user', 'client', 'system']), id: z.string() }),
  reason: z.string().nullable(),
  /** When it was decided, on the clock of the process that wrote it. */
  time: instant,
  /** When it was appended, on the log's clock. The list is sorted by it. */
  recorded_at: instant,
  position: z.string(),
  subject: z.object({ kind: z.enum(DECISION_SUBJECT_KINDS), id: z.string() }),
  client_id: z.string().nullable(),
  user_id: z.string().nullable(),
  /** Its other details: only ids, kinds and numbers. */
  summary: z.string(),
  /** `rejected`: another decision came first, so this one changed nothing. `null`: the outcome is no longer known. */
  outcome: z.enum(['accepted', 'rejected']).nullable(),
  /** Why it was rejected. */
  outcome_code: z.string().nullable(),
});
/** {@link AuditEntrySchema} */
export type AuditEntry = z.output<typeof AuditEntrySchema>;
