import { identifier, line } from '#contracts/fields';
import { z } from 'zod';

/** Registers an edge; the answer holds its credential, once. */
export const RegisterEdgeRequestSchema = z.strictObject({ name: line(200) });
/** {@link RegisterEdgeRequestSchema} */
export type RegisterEdgeRequest = z.output<typeof RegisterEdgeRequestSchema>;

/** Answer to {@link RegisterEdgeRequestSchema}. */
export const RegisterEdgeResponseSchema = z.object({
  edge_id: identifier,
  /** Shown this once. */
  edge_secret: z.string(),
  name: z.string(),
  /** For the feed's `org` parameter. */
  org_id: identifier,
});
