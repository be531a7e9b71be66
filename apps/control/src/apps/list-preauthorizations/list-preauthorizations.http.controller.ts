import { Get, Param, Query } from '@nestjs/common';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import {
  type PreauthorizationList,
  PreauthorizationListSchema,
} from './list-preauthorizations.http.schema.js';
import type { AppState, OrgState } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { foldPage } from '../../http/fold-page.js';
import { foldedApp } from '../folded-app.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { namesOf } from '../../inventory/user-names.js';

type Row = PreauthorizationList['preauthorizations'][number];

@FoldQueryController('apps/:client_id/preauthorizations')
export class ListPreauthorizationsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('apps:preauthorize')
  @DescribeQuery('Who is preauthorized for an app: groups, then users, by id', PreauthorizationListSchema, {
    query: PagingQuerySchema,
  })
  async list(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Query(new ZodValidationPipe(PagingQuerySchema)) paging: PagingQuery,
  ): Promise<PreauthorizationList> {
    const { org, app } = foldedApp(this.runtime, orgId, clientId);
    const { ids, next } = foldPage(keysOf(app), `preauthorizations of ${clientId}`, paging);
    const rows = await this.named(org, ids.map(rowOf));
    return { preauthorizations: rows, ...(next === undefined ? {} : { nextCursor: next }) };
  }

  private async named({ orgId, groups }: OrgState, rows: readonly Row[]): Promise<Row[]> {
    const users = rows.filter(({ kind }) => kind === 'user').map(({ id }) => id);
    const names = await namesOf(this.runtime, orgId, users);
    return rows.map((row) => ({
      ...row,
      name: (row.kind === 'group' ? groups.get(row.id)?.name : names.get(row.id)) ?? null,
    }));
  }
}

/** The keys by which pages are sorted: groups come before users. */
function* keysOf({ preauthorizedGroups, preauthorizedUsers }: AppState): Generator<string> {
  for (const id of preauthorizedGroups) yield `group ${id}`;
  for (const id of preauthorizedUsers) yield `user ${id}`;
}

function rowOf(key: string): Row {
  const end = key.indexOf(' ');
  return { kind: key.startsWith('group ') ? 'group' : 'user', id: key.slice(end + 1), name: null };
}
