import { Get, Query } from '@nestjs/common';
import {
  type AppOAuthUsageCollection,
  AppOAuthUsageCollectionSchema,
} from './list-usage-apps.http.schema.js';
import { type UsagePageQuery, UsagePageQuerySchema } from '../usage-page.schema.js';
import type { AppDoc } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listApps } from '#read-models';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { ConnectBase, ConnectQueryController } from '../connect-paths.js';
import { usagePage } from '../usage-page.js';

@ConnectQueryController()
export class ListUsageAppsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery('The apps with an active access or refresh token', AppOAuthUsageCollectionSchema, {
    query: UsagePageQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @ConnectBase() base: string,
    @Query(new ZodValidationPipe(UsagePageQuerySchema)) query: UsagePageQuery,
  ): Promise<AppOAuthUsageCollection> {
    const { readModels } = this.runtime.storage;
    const page = await usagePage(base, query, (options) =>
      listApps(readModels, orgId, { ...options, active: true }),
    );
    return { apps: page.docs.map((app) => rowOf(app, base)), ...page.urls };
  }
}

function rowOf(app: AppDoc, base: string): AppOAuthUsageCollection['apps'][number] {
  const name = app.name ?? app.clientId;
  return {
    identifier: app.clientId,
    developerName: name,
    label: name,
    userCount: app.userCount,
    firstUsedAt: app.firstIssuedAt,
    lastUsedAt: app.lastUsedAt,
    blocked: app.blocked,
    usersUrl: `${base}/${encodeURIComponent(app.clientId)}/users`,
  };
}
