import { z } from 'zod';
import { revocation } from '../../http/revocation-body.schema.js';

/** Revokes one grant; its id is in the path. */
export const RevokeGrantRequestSchema = z.strictObject(revocation);
/** {@link RevokeGrantRequestSchema} */
export type RevokeGrantRequest = z.output<typeof RevokeGrantRequestSchema>;
