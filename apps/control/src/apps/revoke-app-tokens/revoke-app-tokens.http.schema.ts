import { z } from 'zod';
import { revocationOperation } from '../../operations/operation.schema.js';

/** Revokes everything of an app. */
export const RevokeAppTokensRequestSchema = z.strictObject(revocationOperation);
/** {@link RevokeAppTokensRequestSchema} */
export type RevokeAppTokensRequest = z.output<typeof RevokeAppTokensRequestSchema>;
