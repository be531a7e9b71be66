import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Revokes everything that a user holds. */
export const RevokeUserTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeUserTokensRequestSchema} */
export type RevokeUserTokensRequest = z.output<typeof RevokeUserTokensRequestSchema>;
