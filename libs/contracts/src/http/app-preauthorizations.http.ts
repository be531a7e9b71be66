import { z } from 'zod';
import { identifier, reason } from '../encoding/fields.schema.js';

/** Body of `PUT /apps/{client_id}/preauthorizations/{users|groups}/{id}`. */
export const PreauthorizeUserRequestSchema = z.strictObject({ reason: reason.optional() });
/** {@link PreauthorizeUserRequestSchema} */
export type PreauthorizeUserRequest = z.output<typeof PreauthorizeUserRequestSchema>;

/** Query of `DELETE /apps/{client_id}/preauthorizations/{users|groups}/{id}`. */
export const WithdrawPreauthorizationQuerySchema = z.strictObject({ reason: reason.optional() });
/** {@link WithdrawPreauthorizationQuerySchema} */
export type WithdrawPreauthorizationQuery = z.output<typeof WithdrawPreauthorizationQuerySchema>;

/** Answer of `GET /apps/{client_id}/preauthorizations`: groups, then users, by id. */
export const PreauthorizationListSchema = z.object({
  preauthorizations: z.array(
    z.object({
      kind: z.enum(['group', 'user']),
      id: identifier,
      /** `null` where there is none, or it was erased. */
      name: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});
/** {@link PreauthorizationListSchema} */
export type PreauthorizationList = z.output<typeof PreauthorizationListSchema>;
