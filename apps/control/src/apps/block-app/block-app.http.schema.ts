import { z } from 'zod';
import { optionalReason } from '../../http/revocation-body.schema.js';
import { OPERATION_CONTROLS } from '../../operations/operation.schema.js';

/** Body of `POST /apps/{client_id}/block`. */
export const BlockAppRequestSchema = z.strictObject({ reason: optionalReason, ...OPERATION_CONTROLS });
/** {@link BlockAppRequestSchema} */
export type BlockAppRequest = z.output<typeof BlockAppRequestSchema>;
