import { identifier, instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';

const actor = z.object({ kind: z.enum(['user', 'client', 'system']), id: identifier });

export const status = z.enum(['pending', 'given', 'declined', 'expired']);

/** An approval: a bulk command or a change of settings that needs a second person, and what became of it. */
export const ApprovalSchema = z.object({
  approval_id: identifier,
  status,
  /** `METHOD /path` of the request that asks for the operation. */
  operation: z.string(),
  /** Body of that request. For a change of settings, also the `revision` of the settings that it replaces. */
  request: z.looseObject({}),
  /** Active tokens that the operation covered when approval was requested; 0 for a change of settings. */
  count: wholeNumber,
  reason: z.string().nullable(),
  requested_by: actor,
  requested_at: instant,
  expires_at: instant,
  decided_by: actor.nullable(),
});
/** {@link ApprovalSchema} */
export type Approval = z.output<typeof ApprovalSchema>;
