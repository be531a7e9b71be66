import { instant, line, wholeNumber } from '#contracts/fields';
import { DENIAL_REASONS } from '#domain';
import { z } from 'zod';
import { PagingQuerySchema } from '../../http/paging.schema.js';
import { AppPolicySchema } from '../app-policy.schema.js';

const yesOrNo = z.enum(['true', 'false']);

/** Query of `GET /apps`. */
export const AppsQuerySchema = PagingQuerySchema.extend({
  /** The beginning of the name, in any case, or a whole `client_id`. Only with `sort=name`. */
  search: line(200).optional(),
  installed: yesOrNo.optional(),
  blocked: yesOrNo.optional(),
  /** Whether it has an active access or refresh token. */
  active: yesOrNo.optional(),
  /** Whether attempts to use it were denied because it was not installed. */
  denied: yesOrNo.optional(),
  /** Every order except `name` puts the largest or latest first. `denied` counts attempts that were denied because it was not installed. */
  sort: z.enum(['name', 'users', 'last_used', 'active_until', 'denied']).default('name'),
}).refine(({ search, sort }) => search === undefined || sort === 'name', {
  error: 'Expected sort=name with search',
  path: ['sort'],
});
/** {@link AppsQuerySchema} */
export type AppsQuery = z.output<typeof AppsQuerySchema>;

/** One app of `GET /apps`. */
export const AppRowSchema = z.object({
  client_id: z.string(),
  client_name: z.string().nullable(),
  /** `false` if somebody only tried to use it. */
  registered: z.boolean(),
  /** Whether it is installed for everybody. */
  installed: z.boolean(),
  installed_at: instant.nullable(),
  permitted_users: AppPolicySchema.shape.permitted_users,
  blocked: z.boolean(),
  /** Whether it has an active access or refresh token. After a wide revocation, this is up to date within seconds. */
  active: z.boolean(),
  active_until: instant.nullable(),
  /** Users who ever used it. */
  users: wholeNumber,
  last_used_at: instant.nullable(),
  denied: z.object({
    /** Attempts that were denied because it was not installed. */
    not_installed: wholeNumber,
    total: wholeNumber,
    by_reason: z.record(z.enum(DENIAL_REASONS), wholeNumber),
    last_at: instant.nullable(),
  }),
  /** Paths. `self` is `null` for an app that isn't registered here, because it has no page of its own. */
  links: z.object({ self: z.string().nullable(), users: z.string(), denials: z.string() }),
});
/** {@link AppRowSchema} */
export type AppRow = z.output<typeof AppRowSchema>;

/** Answer of `GET /apps`. */
export const AppListSchema = z.object({
  apps: z.array(AppRowSchema),
  /** Absent on the last page. */
  nextCursor: z.string().optional(),
});
/** {@link AppListSchema} */
export type AppList = z.output<typeof AppListSchema>;
