import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Body of `POST /users/{user_id}/apps/{client_id}/revoke`. */
export const RevokeUserAppTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeUserAppTokensRequestSchema} */
export type RevokeUserAppTokensRequest = z.output<typeof RevokeUserAppTokensRequestSchema>;
