import { z } from 'zod';
import { instant, wholeNumber } from '../encoding/fields.schema.js';
import { PagingQuerySchema } from './paging.http.js';

// The Connect API's names. `nextPageUrl` is absent on the last page; there, a client that follows it until it is missing
// would never end.

const pageUrls = { currentPageUrl: z.string(), nextPageUrl: z.string().optional() };

/** One app of `GET /apps/oauth/usage`. */
export const AppOAuthUsageSchema = z.object({
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
/** {@link AppOAuthUsageSchema} */
export type AppOAuthUsage = z.output<typeof AppOAuthUsageSchema>;

/** Answer of `GET /apps/oauth/usage`. */
export const AppOAuthUsageCollectionSchema = z.object({ apps: z.array(AppOAuthUsageSchema), ...pageUrls });
/** {@link AppOAuthUsageCollectionSchema} */
export type AppOAuthUsageCollection = z.output<typeof AppOAuthUsageCollectionSchema>;

/** One user of `GET /apps/oauth/usage/{app}/users`. */
export const AppOAuthUsageUserSchema = z.object({
  /** Pseudonymous. */
  userIdentifier: z.string(),
  /** `null` where the name was erased, or there never was one. */
  username: z.string().nullable(),
  firstUsedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  /** Access tokens issued. */
  useCount: wholeNumber,
  /** Calls seen at edges: another number than `useCount`, and never mixed with it. */
  callCount: wholeNumber.optional(),
  tokensUrl: z.string().optional(),
});
/** {@link AppOAuthUsageUserSchema} */
export type AppOAuthUsageUser = z.output<typeof AppOAuthUsageUserSchema>;

/** Answer of `GET /apps/oauth/usage/{app}/users`. */
export const AppOAuthUsageUserCollectionSchema = z.object({
  users: z.array(AppOAuthUsageUserSchema),
  ...pageUrls,
});
/** {@link AppOAuthUsageUserCollectionSchema} */
export type AppOAuthUsageUserCollection = z.output<typeof AppOAuthUsageUserCollectionSchema>;

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

/** Query of `GET /apps/{client_id}/users`. */
export const AppUsersQuerySchema = PagingQuerySchema.extend({
  sort: z.enum(['last_used', 'active_until', 'user_id']).default('last_used'),
});
/** {@link AppUsersQuerySchema} */
export type AppUsersQuery = z.output<typeof AppUsersQuerySchema>;

/** What a user does with an app. Tokens issued and calls seen are different things, and are never added up. */
export const AppUserResourceSchema = z.object({
  client_id: z.string(),
  app_name: z.string().nullable(),
  /** Pseudonymous; of an app's own tokens, its `client_id`. */
  user_id: z.string(),
  /** `null` where it was erased, and of an app's own tokens. */
  username: z.string().nullable(),
  /** First and last token issued; `null`: only calls were seen. */
  first_used_at: instant.nullable(),
  last_used_at: instant.nullable(),
  /** Access tokens issued. */
  use_count: wholeNumber,
  refresh_token_count: wholeNumber,
  /** Calls seen at edges. */
  calls: z.object({ count: wholeNumber, first_at: instant.nullable(), last_at: instant.nullable() }),
  /** Whether a token is active, judged when it was asked for. */
  active: z.boolean(),
  /** When the last active token ends; `null`: none is active. */
  active_until: instant.nullable(),
  /** How many are active; `at_least`: there are more tokens than the newest hundred, and those weren't looked at. */
  active_tokens: z.object({ access: wholeNumber, refresh: wholeNumber, at_least: z.boolean() }),
});
/** {@link AppUserResourceSchema} */
export type AppUserResource = z.output<typeof AppUserResourceSchema>;

/** Answer of `GET /apps/{client_id}/users`. */
export const AppUserListSchema = z.object({
  users: z.array(AppUserResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link AppUserListSchema} */
export type AppUserList = z.output<typeof AppUserListSchema>;

/** Answer of `GET /users/{user_id}/apps`: the app used last first. */
export const UserAppListSchema = z.object({
  apps: z.array(AppUserResourceSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link UserAppListSchema} */
export type UserAppList = z.output<typeof UserAppListSchema>;
