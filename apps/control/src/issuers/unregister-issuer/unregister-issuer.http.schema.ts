import { issuerId, reason } from '#contracts/fields';
import { z } from 'zod';

/** Query of `DELETE /issuers`. */
export const UnregisterIssuerQuerySchema = z.strictObject({ iss: issuerId, reason: reason.optional() });
/** {@link UnregisterIssuerQuerySchema} */
export type UnregisterIssuerQuery = z.output<typeof UnregisterIssuerQuerySchema>;
