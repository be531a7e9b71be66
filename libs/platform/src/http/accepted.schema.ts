import { identifier, tokenKind } from '#contracts/fields';
import { z } from 'zod';

/** Answer (202) to a command: what was done, and from which position on it can be seen. */
export const AcceptedResponseSchema = z.object({
  /** Id of the fact; of a revocation, also of its page. `null` where nothing happened. */
  id: identifier.nullable(),
  /** For the `Rescind-Position` header of a query that must include this; opaque. */
  position: z.string(),
  /** What a revocation covers: nothing is revoked silently. */
  covers: z.array(tokenKind).optional(),
  /** `nothing-happened`: it was so already. */
  status: z.enum(['accepted', 'nothing-happened']),
  /** The effects as edges fold them. */
  effects: z.array(z.looseObject({ effect: z.string() })).optional(),
});
/** {@link AcceptedResponseSchema} */
export type AcceptedResponse = z.output<typeof AcceptedResponseSchema>;
