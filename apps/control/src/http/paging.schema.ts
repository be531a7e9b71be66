import { z } from 'zod';

/** Query of a list: keyset pages. Numbers arrive as text. */
export const PagingQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** As an earlier page gave it; opaque. */
  cursor: z.string().min(1).max(2048).optional(),
});

/** Which page of a list. */
export type PagingQuery = z.output<typeof PagingQuerySchema>;
