import { z } from 'zod';
import { bulkRevocation } from '../../operations/operation.schema.js';

/** Revokes everything of an app. */
export const RevokeAppTokensRequestSchema = z.strictObject(bulkRevocation);
/** {@link RevokeAppTokensRequestSchema} */
export type RevokeAppTokensRequest = z.output<typeof RevokeAppTokensRequestSchema>;
