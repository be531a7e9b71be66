import { z } from 'zod';
import { bulkRevocation } from '../../operations/operation.schema.js';

/** Revokes everything that a user holds of one app. */
export const RevokeUserAppTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeUserAppTokensRequestSchema} */
export type RevokeUserAppTokensRequest = z.output<typeof RevokeUserAppTokensRequestSchema>;
