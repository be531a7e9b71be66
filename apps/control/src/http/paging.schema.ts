import { z } from 'zod';

/** Query parameters of a list with keyset pages. Numbers arrive as text. */
export const PagingQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `nextCursor` of an earlier page; opaque. */
  cursor: z.string().min(1).max(2048).optional(),
});

/** {@link PagingQuerySchema} */
export type PagingQuery = z.output<typeof PagingQuerySchema>;
