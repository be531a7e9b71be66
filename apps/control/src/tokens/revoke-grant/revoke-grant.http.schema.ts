import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Body of `POST /grants/{grant_id}/revoke`. */
export const RevokeGrantRequestSchema = z.strictObject(revocation);
/** {@link RevokeGrantRequestSchema} */
export type RevokeGrantRequest = z.output<typeof RevokeGrantRequestSchema>;
