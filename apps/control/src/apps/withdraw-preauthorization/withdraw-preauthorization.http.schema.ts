import { reason } from '#contracts/fields';
import { z } from 'zod';

/** Query of `DELETE /apps/{client_id}/preauthorizations/{users|groups}/{id}`. */
export const WithdrawPreauthorizationQuerySchema = z.strictObject({ reason: reason.optional() });
/** {@link WithdrawPreauthorizationQuerySchema} */
export type WithdrawPreauthorizationQuery = z.output<typeof WithdrawPreauthorizationQuerySchema>;
