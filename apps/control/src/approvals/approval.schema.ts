import { identifier, instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';

const actor = z.object({ kind: z.enum(['user', 'client', 'system']), id: identifier });

export const status = z.enum(['pending', 'given', 'declined', 'expired']);

/** A bulk command, or a change of settings, that waits for a second person, or waited for one. */
export const ApprovalSchema = z.object({
  approval_id: identifier,
  status,
  /** `METHOD /path` of the request that asks for it. */
  operation: z.string(),
  /** Its body; of a change of settings, also the `revision` of them that it is about. */
  request: z.looseObject({}),
  /** Active tokens that it covered when it was asked for; 0 of a change of settings. */
  count: wholeNumber,
  reason: z.string().nullable(),
  requested_by: actor,
  requested_at: instant,
  expires_at: instant,
  decided_by: actor.nullable(),
});
/** {@link ApprovalSchema} */
export type Approval = z.output<typeof ApprovalSchema>;
