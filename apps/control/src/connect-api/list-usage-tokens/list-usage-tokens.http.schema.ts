import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { pageUrls } from '../usage-page.schema.js';

/** One token of `GET /apps/oauth/usage/{app}/{user}/tokens`. */
export const AppOAuthUsageTokenSchema = z.object({
  accessTokenFormat: z.enum(['JWT', 'Opaque']),
  appDeveloperName: z.string(),
  appIdentifier: z.string(),
  /** When the token of this row was issued. */
  initialConnectionAt: instant,
  /** When a refresh token was last used to get an access token; otherwise when the token was issued. */
  lastUsedAt: instant,
  /** `DELETE` this URL to revoke the token. It contains the token's id. */
  revocationUrl: z.string(),
  /** Access tokens issued with this refresh token; 1 for an access token. */
  useCount: wholeNumber,
  userIdentifier: z.string(),
  username: z.string().nullable(),
});
/** {@link AppOAuthUsageTokenSchema} */
export type AppOAuthUsageToken = z.output<typeof AppOAuthUsageTokenSchema>;

/** Answer of `GET /apps/oauth/usage/{app}/{user}/tokens`. */
export const AppOAuthUsageTokenCollectionSchema = z.object({
  tokens: z.array(AppOAuthUsageTokenSchema),
  ...pageUrls,
});
/** {@link AppOAuthUsageTokenCollectionSchema} */
export type AppOAuthUsageTokenCollection = z.output<typeof AppOAuthUsageTokenCollectionSchema>;
