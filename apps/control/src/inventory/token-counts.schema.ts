import { wholeNumber } from '#contracts/fields';
import { z } from 'zod';

/** How many active tokens were counted, and how many apps and users they belong to. */
export const TokenCountsSchema = z.object({
  apps: wholeNumber,
  users: wholeNumber,
  tokens: z.object({ access: wholeNumber, refresh: wholeNumber }),
  /** There may be more: counting stops at a limit, can't count the tokens of sessions, and needs an inventory that is up to date. */
  at_least: z.boolean(),
});
/** {@link TokenCountsSchema} */
export type TokenCounts = z.output<typeof TokenCountsSchema>;
