import { z } from 'zod';
import { optionalReason } from '../../http/revocation-body.schema.js';
import { OPERATION_CONTROLS } from '../../operations/operation.schema.js';

/**
 * Rotates the signing key: `graceful` keeps what was signed valid, `revoke` refuses it, with a confirmation only. There is no
 * default.
 */
export const RotateSigningKeysRequestSchema = z.strictObject({
  mode: z.enum(['graceful', 'revoke']),
  reason: optionalReason,
  ...OPERATION_CONTROLS,
});
/** {@link RotateSigningKeysRequestSchema} */
export type RotateSigningKeysRequest = z.output<typeof RotateSigningKeysRequestSchema>;
