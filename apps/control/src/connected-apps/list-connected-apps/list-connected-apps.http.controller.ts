import { Get, Query } from '@nestjs/common';
import {
  type ConnectedApp,
  type ConnectedAppList,
  ConnectedAppListSchema,
} from './list-connected-apps.http.schema.js';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { type AppUserDoc, formatIsoTime, type OrgState } from '#domain';
import { type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { listAppsOfUser } from '#read-models';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appNameIn, orgOf } from '../../inventory/org-of.js';
import { isInUse } from '../../inventory/require-user.js';
import { type Standing, standingOf } from '../../inventory/standing.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { CallingUser } from '../calling-user.js';

@JudgedQueryController('connected-apps')
export class ListConnectedAppsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('connected-apps:manage')
  @DescribeQuery(
    'The apps that may act for the caller, or could before; the one used last first',
    ConnectedAppListSchema,
    {
      query: PagingQuerySchema,
    },
  )
  async list(
    @CallingUser() { orgId, id: userId }: Principal,
    @Query(new ZodValidationPipe(PagingQuerySchema)) { limit, cursor }: PagingQuery,
  ): Promise<ConnectedAppList> {
    const { runtime } = this;
    const { items, next } = await listAppsOfUser(runtime.storage.readModels, orgId, userId, {
      limit,
      after: cursor,
    });
    const org = orgOf(runtime, orgId);
    const docs = items.map(({ doc }) => doc).filter(isInUse);
    const apps = docs.map(async (doc) => rowOf(org, doc, await standingOf(runtime, org, doc)));
    return {
      connected_apps: await Promise.all(apps),
      session_end: sessionEndOf(org),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}

function rowOf(org: OrgState, doc: AppUserDoc, { activeUntil, grants, last }: Standing): ConnectedApp {
  const shown = grants.length > 0 || last === null ? grants : [last];
  const grantedAt = shown.flatMap(({ firstAt }) => firstAt ?? []).sort();
  const lastUsedAt = [doc.lastUsedAt, doc.callsLastAt].flatMap((at) => at ?? []).sort();
  return {
    client_id: doc.clientId,
    app_name: appNameIn(org, doc.clientId),
    scopes: [...new Set(shown.flatMap(({ scopes }) => scopes))].sort(),
    granted_at: grantedAt[0] ?? doc.firstUsedAt,
    expires_at: activeUntil,
    last_used_at: lastUsedAt.at(-1) ?? null,
    active: activeUntil !== null,
  };
}

function sessionEndOf({ sessionEnd }: OrgState): ConnectedAppList['session_end'] {
  return sessionEnd === null ? null : { at: formatIsoTime(sessionEnd.atMs), reason: sessionEnd.reason };
}
