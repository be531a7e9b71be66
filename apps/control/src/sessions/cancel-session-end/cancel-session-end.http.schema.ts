import { reason } from '#contracts/fields';
import { z } from 'zod';

/** Query of `DELETE /organization/session-end`. */
export const CancelSessionEndQuerySchema = z.strictObject({ reason: reason.optional() });
/** {@link CancelSessionEndQuerySchema} */
export type CancelSessionEndQuery = z.output<typeof CancelSessionEndQuerySchema>;
