import { Get, Param } from '@nestjs/common';
import { type UserResource, UserResourceSchema } from './get-user.http.schema.js';
import { formatIsoTime, type OrgState, OWN_PERMISSIONS, type Role, ROLES } from '#domain';
import { Caller, type Principal, ProblemException, RequirePermission, Runtime } from '#platform';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { namesOf } from '../../inventory/user-names.js';

@FoldQueryController('users')
export class GetUserHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':user_id')
  @RequirePermission('users:manage')
  @DescribeQuery('A user: permissions, roles and groups', UserResourceSchema)
  async get(@Caller() { orgId }: Principal, @Param('user_id') userId: string): Promise<UserResource> {
    const org = this.runtime.decisions.org(orgId);
    const user = org?.users.get(userId);
    if (org === undefined || user === undefined)
      throw new ProblemException('USER_NOT_FOUND', { detail: 'There is no such user.' });
    const names = await namesOf(this.runtime, orgId, [userId]);
    return {
      user_id: userId,
      username: names.get(userId) ?? null,
      permissions: [...user.permissions].sort(),
      roles: rolesOf(user.permissions),
      groups: groupsOf(org, userId),
      registered_at: formatIsoTime(user.registeredAtMs),
    };
  }
}

function rolesOf(permissions: ReadonlySet<string>): Role[] {
  const held = new Set<string>([...permissions, ...OWN_PERMISSIONS]);
  return (Object.keys(ROLES) as Role[]).filter((role) =>
    ROLES[role].every((permission) => held.has(permission)),
  );
}

function groupsOf({ groups }: OrgState, userId: string): UserResource['groups'] {
  return [...groups.values()]
    .filter(({ members }) => members.has(userId))
    .map(({ groupId, name }) => ({ group_id: groupId, name }));
}
