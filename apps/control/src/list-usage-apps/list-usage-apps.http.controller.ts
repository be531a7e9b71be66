import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  type AppOAuthUsageCollection,
  AppOAuthUsageCollectionSchema,
  type UsagePageQuery,
  UsagePageQuerySchema,
} from '#contracts';
import type { AppDoc } from '#domain';
import {
  Caller,
  PermissionGuard,
  type Principal,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { listApps } from '#read-models';
import { DescribeQuery } from '../openapi/describe.decorator.js';
import { PositionInterceptor } from '../read-your-writes/position.interceptor.js';
import { usagePage } from '../usage-pages/usage-page.js';

@UseGuards(PermissionGuard)
@Controller('apps/oauth/usage')
@UseInterceptors(PositionInterceptor)
export class ListUsageAppsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery('The apps of the organisation', AppOAuthUsageCollectionSchema, {
    query: UsagePageQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(UsagePageQuerySchema)) query: UsagePageQuery,
  ): Promise<AppOAuthUsageCollection> {
    const { readModels } = this.runtime.storage;
    const page = await usagePage('/apps/oauth/usage', query, (options) =>
      listApps(readModels, orgId, options),
    );
    return { apps: page.docs.map(rowOf), ...page.urls };
  }
}

function rowOf(app: AppDoc): AppOAuthUsageCollection['apps'][number] {
  const name = app.name ?? app.clientId;
  return {
    identifier: app.clientId,
    developerName: name,
    label: name,
    firstUsedAt: app.firstIssuedAt,
    lastUsedAt: app.lastUsedAt,
    blocked: app.blocked,
    usersUrl: `/apps/oauth/usage/${encodeURIComponent(app.clientId)}/users`,
  };
}
