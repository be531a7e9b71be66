import { identifier } from '#contracts/fields';
import { z } from 'zod';
import { AppPolicySchema } from '../app-policy.schema.js';
import { keptMetadataShape } from '../client-metadata.schema.js';

/** Answer of `GET /apps/{client_id}`. */
export const AppResourceSchema = z.object({
  client_id: identifier,
  /** Seconds since the epoch. */
  client_id_issued_at: z.int(),
  ...keptMetadataShape,
  /** Whether it is installed for everybody. */
  installed: z.boolean(),
  /** `false` only if the organisation has API client allowlisting on and the app isn't on the list. */
  allowlisted: z.boolean(),
  /** Whether it gets no tokens, because of a block or of the allowlist. */
  blocked: z.boolean(),
  /** `null` if it isn't blocked. */
  blocked_because: z.enum(['blocked', 'not-allowlisted']).nullable(),
  /** The blocks that were not lifted. */
  block_ids: z.array(identifier),
  permitted_users: AppPolicySchema.shape.permitted_users,
  /** Paths of its other resources. */
  links: z.object({ settings: z.string(), policy: z.string(), preauthorizations: z.string() }),
});
/** {@link AppResourceSchema} */
export type AppResource = z.output<typeof AppResourceSchema>;
