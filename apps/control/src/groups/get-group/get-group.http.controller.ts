import { Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type GroupResource, GroupResourceSchema } from './get-group.http.schema.js';
import { type PagingQuery, PagingQuerySchema } from '../../http/paging.schema.js';
import {
  Caller,
  type Principal,
  ProblemException,
  RequirePermission,
  Runtime,
  ZodValidationPipe,
} from '#platform';
import { foldPage } from '../../http/fold-page.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { setEntityTag } from '../../http/if-match.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { namesOf } from '../../inventory/user-names.js';

@FoldQueryController('groups')
export class GetGroupHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':group_id')
  @RequirePermission('users:manage')
  @DescribeQuery('A group and its members, by id', GroupResourceSchema, {
    query: PagingQuerySchema,
    etag: true,
  })
  async get(
    @Caller() { orgId }: Principal,
    @Param('group_id') groupId: string,
    @Query(new ZodValidationPipe(PagingQuerySchema)) paging: PagingQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GroupResource> {
    const group = this.runtime.decisions.org(orgId)?.groups.get(groupId);
    if (group === undefined)
      throw new ProblemException('GROUP_NOT_FOUND', { detail: 'There is no such group.' });
    const { ids, next } = foldPage(group.members, `members of ${groupId}`, paging);
    setEntityTag(reply, group.revision);
    const names = await namesOf(this.runtime, orgId, ids);
    return {
      group_id: groupId,
      name: group.name,
      member_count: group.members.size,
      members: ids.map((userId) => ({ user_id: userId, username: names.get(userId) ?? null })),
      ...(next === undefined ? {} : { nextCursor: next }),
    };
  }
}
