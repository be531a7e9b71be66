import { wholeNumber } from '#contracts/fields';
import { z } from 'zod';

/** Active tokens that were counted, and whose they are. */
export const TokenCountsSchema = z.object({
  apps: wholeNumber,
  users: wholeNumber,
  tokens: z.object({ access: wholeNumber, refresh: wholeNumber }),
  /** There may be more: counting stops at a bound, and where the inventory can't be asked. */
  at_least: z.boolean(),
});
/** {@link TokenCountsSchema} */
export type TokenCounts = z.output<typeof TokenCountsSchema>;
