import { z } from 'zod';
import { identifier, instant, reason, wholeNumber } from '../encoding/fields.schema.js';
import { PagingQuerySchema } from './paging.http.js';

const actor = z.object({ kind: z.enum(['user', 'client', 'system']), id: identifier });
const status = z.enum(['pending', 'given', 'declined', 'expired']);

/** A bulk command, or a change of settings, that waits for a second person, or waited for one. */
export const ApprovalSchema = z.object({
  approval_id: identifier,
  status,
  /** `METHOD /path` of the command. */
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

/** Query of `GET /approvals`. */
export const ListApprovalsQuerySchema = PagingQuerySchema.extend({ status: status.optional() });
/** {@link ListApprovalsQuerySchema} */
export type ListApprovalsQuery = z.output<typeof ListApprovalsQuerySchema>;

/** Answer of `GET /approvals`: the newest first. */
export const ApprovalListSchema = z.object({
  approvals: z.array(ApprovalSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link ApprovalListSchema} */
export type ApprovalList = z.output<typeof ApprovalListSchema>;

/** Body of `POST /approvals/{approval_id}/approve` and `…/decline`. */
export const DecideApprovalRequestSchema = z.strictObject({ reason: reason.optional() });
/** {@link DecideApprovalRequestSchema} */
export type DecideApprovalRequest = z.output<typeof DecideApprovalRequestSchema>;
