import { Controller, Get, UseGuards } from '@nestjs/common';
import { type RoleList, RoleListSchema } from './list-roles.http.schema.js';
import { type Role, ROLES } from '#domain';
import { PermissionGuard, RequirePermission } from '#platform';
import { DescribeQuery } from '../../http/describe.decorator.js';

@UseGuards(PermissionGuard)
@Controller('roles')
export class ListRolesHttpController {
  @Get()
  @RequirePermission('users:manage')
  @DescribeQuery('The roles, and the permissions of each', RoleListSchema, { position: false })
  list(): RoleList {
    const names = Object.keys(ROLES) as Role[];
    return { roles: names.map((role) => ({ role, permissions: [...ROLES[role]] })) };
  }
}
