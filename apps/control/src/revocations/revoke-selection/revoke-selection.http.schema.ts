import { covers, reason } from '#contracts/fields';
import { TOKEN_KINDS } from '#domain';
import { z } from 'zod';
import { OPERATION_CONTROLS, OperationAcceptedSchema } from '../../operations/operation.schema.js';
import { ItemOutcomeSchema, SelectionItemSchema } from './selection.schema.js';

/** Largest number of items in one `POST /revocations`. */
export const BULK_LIMIT = 1000;

/** Body of `POST /revocations`: at most {@link BULK_LIMIT} items, of any kind. */
export const RevokeSelectionRequestSchema = z.strictObject({
  items: z.array(SelectionItemSchema).min(1),
  covers: covers.default([...TOKEN_KINDS]),
  reason: reason.optional(),
  ...OPERATION_CONTROLS,
});
/** {@link RevokeSelectionRequestSchema} */
export type RevokeSelectionRequest = z.output<typeof RevokeSelectionRequestSchema>;

/** Answer (202) to `POST /revocations`, and to the approval of such a request. */
export const RevokeSelectionResponseSchema = OperationAcceptedSchema.extend({
  /** One per item, in the order of the items. */
  outcomes: z.array(ItemOutcomeSchema).optional(),
});
