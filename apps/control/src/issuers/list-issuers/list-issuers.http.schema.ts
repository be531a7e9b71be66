import { instant } from '#contracts/fields';
import { z } from 'zod';
import { IssuerSchema } from '../issuer.schema.js';

/** Answer of `GET /issuers`: the foreign issuers of the organisation, by `iss`. */
export const IssuerListSchema = z.object({
  issuers: z.array(IssuerSchema.extend({ registered_at: instant })),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link IssuerListSchema} */
export type IssuerList = z.output<typeof IssuerListSchema>;
