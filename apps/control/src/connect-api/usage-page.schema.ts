import { z } from 'zod';

/** Query of a usage list in the Connect API's manner: numbered pages. */
export const UsagePageQuerySchema = z.strictObject({
  /** Counted from 0. A page past the end is empty. */
  page: z.coerce.number().int().min(0).max(1_000_000).default(0),
  pageSize: z.coerce.number().int().min(1).max(1000).default(100),
  /** As `nextPageUrl` carries it: the page is found at once, however deep it is. */
  cursor: z.string().min(1).max(2048).optional(),
});

/** Which page of a usage list. */
export type UsagePageQuery = z.output<typeof UsagePageQuerySchema>;

// The Connect API's names. `nextPageUrl` is absent on the last page; there, a client that follows it until it is missing
// would never end.

export const pageUrls = { currentPageUrl: z.string(), nextPageUrl: z.string().optional() };
