import { Get, Param } from '@nestjs/common';
import { type AppResource, AppResourceSchema } from './get-app.http.schema.js';
import { appSettingsOf } from '../app-settings.schema.js';
import { permittedUsersOf } from '../app-policy.schema.js';
import { activeBlocks, isAllowlisted } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { appPaths } from '../app-paths.js';
import { blockedBecause } from '../blocked-because.js';
import { foldedApp } from '../folded-app.js';

@FoldQueryController('apps')
export class GetAppHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'An app: its RFC 7591 metadata, whether it may be used, and the paths of its other resources',
    AppResourceSchema,
  )
  get(@Caller() { orgId }: Principal, @Param('client_id') clientId: string): AppResource {
    const { org, app } = foldedApp(this.runtime, orgId, clientId);
    const because = blockedBecause(org, app);
    const { settings, policy, preauthorizations } = appPaths(clientId);
    return {
      client_id: clientId,
      client_id_issued_at: Math.floor(app.registeredAtMs / 1000),
      ...appSettingsOf(app.metadata),
      installed: app.installed,
      allowlisted: isAllowlisted(org, app),
      blocked: because !== null,
      blocked_because: because,
      block_ids: [...activeBlocks(org.revocations, clientId)],
      permitted_users: permittedUsersOf(app.policy.permittedUsers),
      links: { settings, policy, preauthorizations },
    };
  }
}
