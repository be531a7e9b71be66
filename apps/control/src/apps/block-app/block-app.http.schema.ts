import { z } from 'zod';
import { optionalReason } from '../../http/revocation-body.schema.js';
import { BULK_CONTROLS } from '../../operations/operation.schema.js';

/** Body of `POST /apps/{client_id}/block`. */
export const BlockAppRequestSchema = z.strictObject({ reason: optionalReason, ...BULK_CONTROLS });
/** {@link BlockAppRequestSchema} */
export type BlockAppRequest = z.output<typeof BlockAppRequestSchema>;
