import { z } from 'zod';
import { optionalReason } from '../../http/revocation-body.schema.js';
import { OPERATION_CONTROLS } from '../../operations/operation.schema.js';

/**
 * Body of `POST /keys/rotate`. With `graceful`, tokens that older keys signed stay valid; with `revoke`, they are refused, and the
 * command needs a confirmation. There is no default.
 */
export const RotateSigningKeysRequestSchema = z.strictObject({
  mode: z.enum(['graceful', 'revoke']),
  reason: optionalReason,
  ...OPERATION_CONTROLS,
});
/** {@link RotateSigningKeysRequestSchema} */
export type RotateSigningKeysRequest = z.output<typeof RotateSigningKeysRequestSchema>;
