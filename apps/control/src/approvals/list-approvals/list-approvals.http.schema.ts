import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';
import { ApprovalSchema, status } from '../approval.schema.js';

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
