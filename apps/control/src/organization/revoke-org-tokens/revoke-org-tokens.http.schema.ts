import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Body of `POST /organization/revoke`. Without a confirmation, nothing is revoked, and the answer is a preview that contains one. */
export const RevokeOrgTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeOrgTokensRequestSchema} */
export type RevokeOrgTokensRequest = z.output<typeof RevokeOrgTokensRequestSchema>;
