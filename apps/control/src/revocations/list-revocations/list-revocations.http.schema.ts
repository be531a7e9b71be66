import { z } from 'zod';
import { RevocationResourceSchema } from '../revocation.schema.js';

/** Answer of `GET /revocations`. */
export const RevocationListSchema = z.object({
  revocations: z.array(RevocationResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link RevocationListSchema} */
export type RevocationList = z.output<typeof RevocationListSchema>;
