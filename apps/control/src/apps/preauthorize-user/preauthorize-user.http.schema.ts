import { reason } from '#contracts/fields';
import { z } from 'zod';

/** Body of `PUT /apps/{client_id}/preauthorizations/{users|groups}/{id}`. */
export const PreauthorizeUserRequestSchema = z.strictObject({ reason: reason.optional() });
/** {@link PreauthorizeUserRequestSchema} */
export type PreauthorizeUserRequest = z.output<typeof PreauthorizeUserRequestSchema>;
