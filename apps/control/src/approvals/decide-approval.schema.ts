import { reason } from '#contracts/fields';
import { z } from 'zod';

/** Body of `POST /approvals/{approval_id}/approve` and `…/decline`. */
export const DecideApprovalRequestSchema = z.strictObject({ reason: reason.optional() });
/** {@link DecideApprovalRequestSchema} */
export type DecideApprovalRequest = z.output<typeof DecideApprovalRequestSchema>;
