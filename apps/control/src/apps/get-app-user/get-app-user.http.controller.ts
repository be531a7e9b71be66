import { Get, Param } from '@nestjs/common';
import { type AppUserResource, AppUserResourceSchema } from '../../inventory/app-user.schema.js';
import { Caller, type Principal, ProblemException, RequirePermission, Runtime } from '#platform';
import { getAppUser } from '#read-models';
import { requireApp } from '../require-app.js';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appUserResources } from '../../inventory/app-user-resources.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@JudgedQueryController('apps')
export class GetAppUserHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/users/:user_id')
  @RequirePermission('usage:read')
  @DescribeQuery('How a user uses an app', AppUserResourceSchema)
  async get(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Param('user_id') userId: string,
  ): Promise<AppUserResource> {
    await requireApp(this.runtime, orgId, clientId);
    const found = await getAppUser(this.runtime.storage.readModels, orgId, clientId, userId);
    const [resource] = await appUserResources(this.runtime, orgId, found === null ? [] : [found.doc]);
    if (resource === undefined)
      throw new ProblemException('USER_NOT_FOUND', { detail: 'The app has no such user.' });
    return resource;
  }
}
