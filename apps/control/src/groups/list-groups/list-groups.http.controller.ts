import { Get, Query } from '@nestjs/common';
import { type GroupList, GroupListSchema } from './list-groups.http.schema.js';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { foldPage } from '../../http/fold-page.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('groups')
export class ListGroupsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('users:manage')
  @DescribeQuery('The groups of the organisation, by id', GroupListSchema, { query: PagingQuerySchema })
  list(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(PagingQuerySchema)) paging: PagingQuery,
  ): GroupList {
    const groups = this.runtime.decisions.org(orgId)?.groups ?? new Map<string, never>();
    const { ids, next } = foldPage(groups.keys(), 'groups', paging);
    const shown = ids.flatMap((id) => groups.get(id) ?? []);
    return {
      groups: shown.map(({ groupId, name, members }) => ({
        group_id: groupId,
        name,
        member_count: members.size,
      })),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}
