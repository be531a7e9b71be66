import { Get, Param, Query } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type UserAppList, UserAppListSchema } from './list-user-apps.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listAppsOfUser } from '#read-models';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appUserResources } from '../../inventory/app-user-resources.js';
import { requireUser } from '../../inventory/require-user.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@JudgedQueryController('users')
export class ListUserAppsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':user_id/apps')
  @RequirePermission('usage:read')
  @DescribeQuery('The apps of a user, the one used last first', UserAppListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Param('user_id') userId: string,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<UserAppList> {
    await requireUser(this.runtime, orgId, userId);
    const { items, next } = await listAppsOfUser(this.runtime.storage.readModels, orgId, userId, {
      limit,
      after: cursor,
    });
    const docs = items.map(({ doc }) => doc);
    return {
      apps: await appUserResources(this.runtime, orgId, docs),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}
