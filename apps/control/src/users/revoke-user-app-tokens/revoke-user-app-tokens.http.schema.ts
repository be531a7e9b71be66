import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Revokes everything that a user holds of one app. */
export const RevokeUserAppTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeUserAppTokensRequestSchema} */
export type RevokeUserAppTokensRequest = z.output<typeof RevokeUserAppTokensRequestSchema>;
