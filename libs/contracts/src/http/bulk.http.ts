import { TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import {
  covers,
  identifier,
  instant,
  issuerId,
  reason,
  tokenId,
  tokenKind,
  wholeNumber,
} from '../encoding/fields.schema.js';
import { ProblemSchema } from '../problem/problem.js';
import { AcceptedResponseSchema } from './revocations.http.js';

/** Most items of one `POST /revocations`. */
export const BULK_LIMIT = 1000;

/** What the body of every bulk command may carry beside its content. */
export const BULK_CONTROLS = {
  /** Do nothing, and answer 200 with a preview. */
  dry_run: z.boolean().optional(),
  /** As a preview gave it: the command happens only while what it covers is about what was seen. */
  confirmation: z.string().min(1).max(4096).optional(),
};

/** What to revoke: one token, grant or session, all of an app, of a user, or of a user of an app. */
export const SelectionItemSchema = z.union([
  z.strictObject({ token_id: tokenId, iss: issuerId.optional() }),
  z.strictObject({ grant_id: identifier }),
  z.strictObject({ session_id: identifier }),
  z.strictObject({ user_id: identifier, client_id: identifier }),
  z.strictObject({ user_id: identifier }),
  z.strictObject({ client_id: identifier }),
]);
/** {@link SelectionItemSchema} */
export type SelectionItem = z.output<typeof SelectionItemSchema>;

/** Body of `POST /revocations`: at most {@link BULK_LIMIT} items, of any sort. */
export const RevokeSelectionRequestSchema = z.strictObject({
  items: z.array(SelectionItemSchema).min(1),
  covers: covers.default([...TOKEN_KINDS]),
  reason: reason.optional(),
  ...BULK_CONTROLS,
});
/** {@link RevokeSelectionRequestSchema} */
export type RevokeSelectionRequest = z.output<typeof RevokeSelectionRequestSchema>;

/** What became of one item. */
export const ItemOutcomeSchema = z.object({
  item: SelectionItemSchema,
  status: z.enum(['accepted', 'nothing-happened', 'refused']),
  /** Id of the revocation. */
  id: identifier.optional(),
  /** Path of the revocation's page. */
  location: z.string().optional(),
  /** Why it was refused. */
  problem: ProblemSchema.optional(),
});
/** {@link ItemOutcomeSchema} */
export type ItemOutcome = z.output<typeof ItemOutcomeSchema>;

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
