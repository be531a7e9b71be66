import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { pageUrls } from '../usage-page.schema.js';

/** One user of `GET /apps/oauth/usage/{app}/users`. */
const AppOAuthUsageUserSchema = z.object({
  /** Pseudonymous. */
  userIdentifier: z.string(),
  /** `null` if the name was erased, or there never was one. */
  username: z.string().nullable(),
  firstUsedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  /** Access tokens issued. */
  useCount: wholeNumber,
  /** Calls seen at edges. They are not part of `useCount`. */
  callCount: wholeNumber.optional(),
  tokensUrl: z.string().optional(),
});

/** Answer of `GET /apps/oauth/usage/{app}/users`. */
export const AppOAuthUsageUserCollectionSchema = z.object({
  users: z.array(AppOAuthUsageUserSchema),
  ...pageUrls,
});
/** {@link AppOAuthUsageUserCollectionSchema} */
export type AppOAuthUsageUserCollection = z.output<typeof AppOAuthUsageUserCollectionSchema>;
