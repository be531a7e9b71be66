import { z } from 'zod';

/** Query of a usage list in the Connect API's manner: numbered pages. */
export const UsagePageQuerySchema = z.strictObject({
  /** Counted from 0. A page past the end is empty. */
  page: z.coerce.number().int().min(0).max(1_000_000).default(0),
  pageSize: z.coerce.number().int().min(1).max(1000).default(100),
  /** The cursor in `nextPageUrl`: with it, every page is found equally fast. */
  cursor: z.string().min(1).max(2048).optional(),
});

/** Which page of a usage list. */
export type UsagePageQuery = z.output<typeof UsagePageQuerySchema>;

// The names are the Connect API's. `nextPageUrl` is absent on the last page: otherwise a client that follows it until it is missing
// would never stop.

export const pageUrls = { currentPageUrl: z.string(), nextPageUrl: z.string().optional() };
