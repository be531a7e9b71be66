import { Get, Param } from '@nestjs/common';
import { type AppDenials, AppDenialsSchema } from './get-app-denials.http.schema.js';
import { DENIAL_REASONS } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime } from '#platform';
import { getApp } from '#read-models';
import { requireApp } from '../require-app.js';
import { JudgedQueryController } from '../../http/controller.decorator.js';
import { appNameIn, orgOf } from '../../inventory/org-of.js';
import { DescribeQuery } from '../../http/describe.decorator.js';

@JudgedQueryController('apps')
export class GetAppDenialsHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get(':client_id/denials')
  @RequirePermission('usage:read')
  @DescribeQuery(
    'How often attempts to use an app were denied, per reason; also for an app that was never registered',
    AppDenialsSchema,
  )
  async get(@Caller() { orgId }: Principal, @Param('client_id') clientId: string): Promise<AppDenials> {
    await requireApp(this.runtime, orgId, clientId);
    const org = orgOf(this.runtime, orgId);
    const app = (await getApp(this.runtime.storage.readModels, orgId, clientId))?.doc;
    const counts = DENIAL_REASONS.map((reason) => [reason, app?.denied[reason] ?? 0] as const);
    return {
      client_id: clientId,
      app_name: appNameIn(org, clientId),
      installed: org.apps.get(clientId)?.installed ?? false,
      total: app?.deniedCount ?? 0,
      by_reason: Object.fromEntries(counts) as AppDenials['by_reason'],
      last_denied_at: app?.lastDeniedAt ?? null,
    };
  }
}
