import { Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type OrganizationSettings,
  OrganizationSettingsSchema,
} from './get-organization-settings.http.schema.js';
import { emptyOrg } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { setEntityTag } from '../../http/if-match.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('organization')
export class GetOrganizationSettingsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get('settings')
  @RequirePermission('settings:manage')
  @DescribeQuery('The settings of the organisation', OrganizationSettingsSchema, { etag: true })
  get(@Caller() { orgId }: Principal, @Res({ passthrough: true }) reply: FastifyReply): OrganizationSettings {
    const { settings, settingsRevision } = this.runtime.decisions.org(orgId) ?? emptyOrg(orgId);
    setEntityTag(reply, settingsRevision);
    return {
      allowed_grant_types: [...settings.allowedGrantTypes],
      approval_threshold: settings.approvalThreshold,
      api_client_allowlisting: settings.apiClientAllowlisting,
    };
  }
}
