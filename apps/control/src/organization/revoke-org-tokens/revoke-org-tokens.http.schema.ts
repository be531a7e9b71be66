import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Revokes everything of the organisation, with a confirmation; without one, the answer is the preview that has one. */
export const RevokeOrgTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeOrgTokensRequestSchema} */
export type RevokeOrgTokensRequest = z.output<typeof RevokeOrgTokensRequestSchema>;
