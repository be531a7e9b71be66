import { ProblemSchema } from '#contracts';
import { identifier, issuerId, tokenId } from '#contracts/fields';
import { z } from 'zod';

/** What to revoke: one token, grant or session, or everything of an app, of a user, or of a user at an app. */
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

/** The outcome of one item. */
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
