import { Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AppSettings, appSettingsOf, AppSettingsSchema } from '../app-settings.schema.js';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { foldedApp } from '../folded-app.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { setEntityTag } from '../../http/if-match.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@FoldQueryController('apps')
export class GetAppSettingsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/settings')
  @RequirePermission('usage:read')
  @DescribeQuery('The settings of an app: its RFC 7591 metadata', AppSettingsSchema, { etag: true })
  get(
    @Caller() { orgId }: Principal,
    @Param('client_id') clientId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): AppSettings {
    const { app } = foldedApp(this.runtime, orgId, clientId);
    setEntityTag(reply, app.settingsRevision);
    return appSettingsOf(app.metadata);
  }
}
