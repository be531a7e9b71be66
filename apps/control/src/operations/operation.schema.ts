import { identifier, instant, tokenKind } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { revocation } from '../http/revocation-body.schema.js';
import { TokenCountsSchema } from '../inventory/token-counts.schema.js';

/** Fields that the body of every bulk operation may carry. */
export const OPERATION_CONTROLS = {
  /** Do nothing, and answer 200 with a preview. */
  dry_run: z.boolean().optional(),
  /** `confirmation` of a preview. If the operation has come to cover many more tokens since then, it is refused. */
  confirmation: z.string().min(1).max(4096).optional(),
};

/** What an operation covers. */
export const CoverageSchema = z.object({
  description: z.string(),
  kinds: z.array(tokenKind),
  /** Formats of the access tokens that are covered. */
  formats: z.array(z.enum(['JWT', 'Opaque'])),
});
/** {@link CoverageSchema} */
export type Coverage = z.output<typeof CoverageSchema>;

/** What an operation does not cover, and the requests that do. */
export const LeavesSchema = z.object({
  description: z.string(),
  commands: z.array(
    z.object({
      what: z.string(),
      /** `METHOD /path` */
      operation: z.string(),
      body: z.looseObject({}).optional(),
    }),
  ),
});
/** {@link LeavesSchema} */
export type Leaves = z.output<typeof LeavesSchema>;

/** Answer (200) to a bulk operation with `dry_run`, or to one that needs a confirmation and has none. Nothing was done. */
export const OperationPreviewSchema = z.object({
  /** `METHOD /path` of the request. */
  operation: z.string(),
  covers: CoverageSchema,
  leaves: LeavesSchema,
  /** Active tokens that the operation covers. */
  counts: TokenCountsSchema,
  warning: z.string(),
  /** To be sent as `confirmation` of the same request, by the same caller. */
  confirmation: z.string(),
  /** When the confirmation expires. */
  expires_at: instant,
});
/** {@link OperationPreviewSchema} */
export type OperationPreview = z.output<typeof OperationPreviewSchema>;

/** Answer (202) to a request that may have to wait for a second person. */
export const ApprovableAcceptedSchema = AcceptedResponseSchema.extend({
  /** `approval-required`: nothing was done yet; a second person has to approve. */
  status: z.enum(['accepted', 'nothing-happened', 'approval-required']),
  approval_id: identifier.optional(),
  /** Until when it can be approved. */
  expires_at: instant.optional(),
});

/** Answer (202) to a bulk operation. */
export const OperationAcceptedSchema = ApprovableAcceptedSchema.extend({
  /** What was covered. */
  covered: CoverageSchema.optional(),
});
/** {@link OperationAcceptedSchema} */
export type OperationAccepted = z.output<typeof OperationAcceptedSchema>;

/** Body of an operation that revokes. */
export const revocationOperation = { ...revocation, ...OPERATION_CONTROLS };
