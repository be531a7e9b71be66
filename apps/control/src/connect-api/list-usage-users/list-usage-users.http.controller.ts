import { Get, Param, Query } from '@nestjs/common';
import {
  type AppOAuthUsageUserCollection,
  AppOAuthUsageUserCollectionSchema,
} from './list-usage-users.http.schema.js';
import { type UsagePageQuery, UsagePageQuerySchema } from '../usage-page.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listAppUsers } from '#read-models';
import { requireApp } from '../../apps/require-app.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { ConnectBase, ConnectQueryController } from '../connect-paths.js';
import { usagePage } from '../usage-page.js';
import { namesOf } from '../../inventory/user-names.js';

@ConnectQueryController()
export class ListUsageUsersHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':app/users')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'The users of an app: tokens issued, and calls seen at edges',
    AppOAuthUsageUserCollectionSchema,
    { query: UsagePageQuerySchema },
  )
  async list(
    @Caller() { orgId }: Principal,
    @ConnectBase() base: string,
    @Param('app') clientId: string,
    @Query(new ZodValidationPipe(UsagePageQuerySchema)) query: UsagePageQuery,
  ): Promise<AppOAuthUsageUserCollection> {
    await requireApp(this.runtime, orgId, clientId);
    const { readModels } = this.runtime.storage;
    const path = `${base}/${encodeURIComponent(clientId)}`;
    const page = await usagePage(`${path}/users`, query, (options) =>
      listAppUsers(readModels, orgId, clientId, options),
    );
    const names = await namesOf(
      this.runtime,
      orgId,
      page.docs.map(({ userId }) => userId),
    );
    const users = page.docs.map(({ userId, firstUsedAt, lastUsedAt, useCount, callCount }) => ({
      userIdentifier: userId,
      username: names.get(userId) ?? null,
      firstUsedAt,
      lastUsedAt,
      useCount,
      callCount,
      tokensUrl: `${path}/${encodeURIComponent(userId)}/tokens`,
    }));
    return { users, ...page.urls };
  }
}
