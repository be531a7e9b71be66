import { Get, Param, Query } from '@nestjs/common';
import {
  type AppUserList,
  AppUserListSchema,
  type AppUsersQuery,
  AppUsersQuerySchema,
} from './list-app-users.http.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { type AppUserSort, listAppUsers } from '#read-models';
import { requireApp } from '../require-app.js';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appUserResources } from '../../inventory/app-user-resources.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

const SORT: Readonly<Record<AppUsersQuery['sort'], AppUserSort>> = {
  last_used: 'lastUsed',
  active_until: 'activeUntil',
  user_id: 'userId',
};

@JudgedQueryController('apps')
export class ListAppUsersHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/users')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'The users of an app: tokens issued, calls seen at edges, and until when each is active',
    AppUserListSchema,
    { query: AppUsersQuerySchema },
  )
  async list(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Query(new ZodValidationPipe(AppUsersQuerySchema)) { limit, cursor, sort }: AppUsersQuery,
  ): Promise<AppUserList> {
    await requireApp(this.runtime, orgId, clientId);
    const { items, next } = await listAppUsers(this.runtime.storage.readModels, orgId, clientId, {
      limit,
      after: cursor,
      sort: SORT[sort],
    });
    const docs = items.map(({ doc }) => doc);
    return {
      users: await appUserResources(this.runtime, orgId, docs),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}
