import { Get, Query } from '@nestjs/common';
import {
  type AppList,
  AppListSchema,
  type AppRow,
  type AppsQuery,
  AppsQuerySchema,
} from './list-apps.http.schema.js';
import { permittedUsersOf } from '../app-policy.schema.js';
import type { AppDoc } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { type AppSort, listApps } from '#read-models';
import { QueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

const SORTS: Readonly<Record<AppsQuery['sort'], AppSort>> = {
  name: 'name',
  users: 'users',
  last_used: 'lastUsed',
  active_until: 'activeUntil',
  denied: 'denied',
};

@QueryController('apps')
export class ListAppsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('usage:read')
  @DescribeQuery(
    'Every app that the organisation knows, installed or not, including apps that somebody only tried to use',
    AppListSchema,
    { query: AppsQuerySchema },
  )
  async list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(AppsQuerySchema)) query: AppsQuery,
  ): Promise<AppList> {
    const page = await listApps(this.runtime.storage.readModels, orgId, {
      search: query.search,
      installed: booleanOf(query.installed),
      blocked: booleanOf(query.blocked),
      active: booleanOf(query.active),
      deniedAttempts: booleanOf(query.denied),
      sort: SORTS[query.sort],
      limit: query.limit,
      after: query.cursor,
    });
    return {
      apps: page.items.map(({ doc }) => rowOf(doc)),
      ...(page.next === undefined ? {} : { nextCursor: page.next }),
    };
  }
}

function booleanOf(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}

function rowOf(app: AppDoc): AppRow {
  const self = `/apps/${encodeURIComponent(app.clientId)}`;
  return {
    client_id: app.clientId,
    client_name: app.name,
    registered: app.registered,
    installed: app.installed,
    installed_at: app.installedAt,
    permitted_users: permittedUsersOf(app.permittedUsers),
    blocked: app.blocked,
    active: app.active,
    active_until: app.activeUntil,
    users: app.userCount,
    last_used_at: app.lastUsedAt,
    denied: {
      not_installed: app.deniedNotInstalled,
      total: app.deniedCount,
      by_reason: { ...app.denied },
      last_at: app.lastDeniedAt,
    },
    links: { self: app.registered ? self : null, users: `${self}/users`, denials: `${self}/denials` },
  };
}
