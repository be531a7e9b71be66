import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Body of `POST /apps/{client_id}/revoke`. */
export const RevokeAppTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeAppTokensRequestSchema} */
export type RevokeAppTokensRequest = z.output<typeof RevokeAppTokensRequestSchema>;
