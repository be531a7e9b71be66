import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Body of `POST /users/{user_id}/revoke`. */
export const RevokeUserTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeUserTokensRequestSchema} */
export type RevokeUserTokensRequest = z.output<typeof RevokeUserTokensRequestSchema>;
