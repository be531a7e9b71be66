import { identifier, line } from '#contracts/fields';
import { z } from 'zod';

/** Body of `POST /edges`. */
export const RegisterEdgeRequestSchema = z.strictObject({ name: line(200) });
/** {@link RegisterEdgeRequestSchema} */
export type RegisterEdgeRequest = z.output<typeof RegisterEdgeRequestSchema>;

/** Answer to {@link RegisterEdgeRequestSchema}. */
export const RegisterEdgeResponseSchema = z.object({
  edge_id: identifier,
  /** Only this answer shows it. */
  edge_secret: z.string(),
  name: z.string(),
  /** For the feed's `org` parameter. */
  org_id: identifier,
});
