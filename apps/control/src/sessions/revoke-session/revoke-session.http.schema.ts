import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Body of `POST /sessions/{sid}/revoke`. */
export const RevokeSessionRequestSchema = z.strictObject(revocation);
/** {@link RevokeSessionRequestSchema} */
export type RevokeSessionRequest = z.output<typeof RevokeSessionRequestSchema>;
