import { instant, wholeNumber } from '#contracts/fields';
import { z } from 'zod';
import { pageUrls } from '../usage-page.schema.js';

/** One token of `GET /apps/oauth/usage/{app}/{user}/tokens`. */
export const AppOAuthUsageTokenSchema = z.object({
  accessTokenFormat: z.enum(['JWT', 'Opaque']),
  appDeveloperName: z.string(),
  appIdentifier: z.string(),
  /** When the refresh token was made; of a token without one, when it was issued. */
  initialConnectionAt: instant,
  /** The last issuance. */
  lastUsedAt: instant,
  /** `DELETE` it to revoke the token; holds the token's identifier. */
  revocationUrl: z.string(),
  /** Access tokens issued by this refresh token. */
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
