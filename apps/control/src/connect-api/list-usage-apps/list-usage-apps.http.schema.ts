import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { pageUrls } from '../usage-page.schema.js';

/** One app of `GET /apps/oauth/usage`. */
const AppOAuthUsageSchema = z.object({
  /** The `client_id`. */
  identifier: z.string(),
  developerName: z.string(),
  label: z.string(),
  userCount: wholeNumber.optional(),
  tokenCount: wholeNumber.optional(),
  firstUsedAt: instant.nullable().optional(),
  lastUsedAt: instant.nullable().optional(),
  blocked: z.boolean().optional(),
  usersUrl: z.string().optional(),
});

/** Answer of `GET /apps/oauth/usage`. */
export const AppOAuthUsageCollectionSchema = z.object({ apps: z.array(AppOAuthUsageSchema), ...pageUrls });
/** {@link AppOAuthUsageCollectionSchema} */
export type AppOAuthUsageCollection = z.output<typeof AppOAuthUsageCollectionSchema>;
