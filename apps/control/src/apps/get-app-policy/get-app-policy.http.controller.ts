import { Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppPolicyResource, appPolicyResourceOf, AppPolicySchema } from '../app-policy.schema.js';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { foldedApp } from '../folded-app.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { setEntityTag } from '../../http/if-match.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('apps')
export class GetAppPolicyHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/policy')
  @RequirePermission('usage:read')
  @DescribeQuery('The policy of an app: the conditions under which it gets tokens', AppPolicySchema, {
    etag: true,
  })
  get(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): AppPolicyResource {
    const { app } = foldedApp(this.runtime, orgId, clientId);
    setEntityTag(reply, app.policyRevision);
    return appPolicyResourceOf(app.policy);
  }
}
