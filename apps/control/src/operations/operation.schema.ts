import { identifier, instant, tokenKind, wholeNumber } from '#contracts/fields';
import { AcceptedResponseSchema } from '#platform';
import { z } from 'zod';
import { revocation } from '../http/revocation-body.schema.js';
import { ItemOutcomeSchema } from './selection.schema.js';

/** What the body of every bulk command may carry beside its content. */
export const BULK_CONTROLS = {
  /** Do nothing, and answer 200 with a preview. */
  dry_run: z.boolean().optional(),
  /** As a preview gave it: the command happens only while what it covers is about what was seen. */
  confirmation: z.string().min(1).max(4096).optional(),
};

/** What a bulk command covers. */
export const CoverageSchema = z.object({
  description: z.string(),
  kinds: z.array(tokenKind),
  /** Of access tokens. */
  formats: z.array(z.enum(['JWT', 'Opaque'])),
});
/** {@link CoverageSchema} */
export type Coverage = z.output<typeof CoverageSchema>;

/** What a bulk command does not cover, and the commands for that. */
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

/** What is active and covered. */
export const BulkCountsSchema = z.object({
  apps: wholeNumber,
  users: wholeNumber,
  tokens: z.object({ access: wholeNumber, refresh: wholeNumber }),
  /** There may be more: counting stops at a bound, and where the inventory can't be asked. */
  at_least: z.boolean(),
});
/** {@link BulkCountsSchema} */
export type BulkCounts = z.output<typeof BulkCountsSchema>;

/** Answer (200) to a bulk command with `dry_run`, or to one that needs a confirmation and has none: nothing was done. */
export const BulkPreviewSchema = z.object({
  /** `METHOD /path` of the command. */
  operation: z.string(),
  covers: CoverageSchema,
  leaves: LeavesSchema,
  counts: BulkCountsSchema,
  warning: z.string(),
  /** For the `confirmation` of the same command by the same caller. */
  confirmation: z.string(),
  /** When the confirmation expires. */
  expires_at: instant,
});
/** {@link BulkPreviewSchema} */
export type BulkPreview = z.output<typeof BulkPreviewSchema>;

/** Answer (202) to a command that may have to wait for a second person. */
export const ApprovableAcceptedSchema = AcceptedResponseSchema.extend({
  /** `approval-required`: nothing was done yet, a second person has to approve. */
  status: z.enum(['accepted', 'nothing-happened', 'approval-required']),
  approval_id: identifier.optional(),
  /** Until when it can be approved. */
  expires_at: instant.optional(),
});

/** Answer (202) to a bulk command. */
export const BulkAcceptedSchema = ApprovableAcceptedSchema.extend({
  /** What was covered. */
  covered: CoverageSchema.optional(),
  /** Of a selection, one per item, in their order. */
  outcomes: z.array(ItemOutcomeSchema).optional(),
});
/** {@link BulkAcceptedSchema} */
export type BulkAccepted = z.output<typeof BulkAcceptedSchema>;

export const bulkRevocation = { ...revocation, ...BULK_CONTROLS };
