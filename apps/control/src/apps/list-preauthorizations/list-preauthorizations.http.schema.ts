import { identifier } from '#contracts/fields';
import { z } from 'zod';

/** Answer of `GET /apps/{client_id}/preauthorizations`: groups, then users, by id. */
export const PreauthorizationListSchema = z.object({
  preauthorizations: z.array(
    z.object({
      kind: z.enum(['group', 'user']),
      id: identifier,
      /** `null` if there is no name, or it was erased. */
      name: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().optional(),
});
/** {@link PreauthorizationListSchema} */
export type PreauthorizationList = z.output<typeof PreauthorizationListSchema>;
