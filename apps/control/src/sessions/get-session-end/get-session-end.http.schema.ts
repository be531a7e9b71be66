import { instant, tokenKind } from '#contracts/fields';
import { z } from 'zod';

/** Answer of `GET /organization/session-end`. */
export const SessionEndSchema = z.object({
  at: instant,
  covers: z.array(tokenKind),
  reason: z.string().nullable(),
  announced_at: instant,
});
/** {@link SessionEndSchema} */
export type SessionEnd = z.output<typeof SessionEndSchema>;
