import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Ends one sign-in session; its id is in the path. */
export const RevokeSessionRequestSchema = z.strictObject(revocation);
/** {@link RevokeSessionRequestSchema} */
export type RevokeSessionRequest = z.output<typeof RevokeSessionRequestSchema>;
