import { z } from 'zod';
import { optionalReason } from '../../http/revocation-body.schema.js';

/** Body of `POST /apps/{client_id}/unblock`. */
export const UnblockAppRequestSchema = z.strictObject({ reason: optionalReason });
/** {@link UnblockAppRequestSchema} */
export type UnblockAppRequest = z.output<typeof UnblockAppRequestSchema>;
