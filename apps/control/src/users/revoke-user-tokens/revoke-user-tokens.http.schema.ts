import { z } from 'zod';
import { bulkRevocation } from '../../operations/operation.schema.js';

/** Revokes everything that a user holds. */
export const RevokeUserTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeUserTokensRequestSchema} */
export type RevokeUserTokensRequest = z.output<typeof RevokeUserTokensRequestSchema>;
