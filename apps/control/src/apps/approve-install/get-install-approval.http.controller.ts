import { Get, Query } from '@nestjs/common';
import {
  type ApproveInstallQuery,
  ApproveInstallQuerySchema,
  type InstallApproval,
  InstallApprovalSchema,
} from './approve-install.http.schema.js';
import { splitScope } from '#domain';
import { Caller, type Principal, RequirePermission, Runtime, ZodValidationPipe } from '#platform';
import { getApp } from '#read-models';
import { blockedBecause } from '../blocked-because.js';
import { foldedApp } from '../folded-app.js';
import { FoldQueryController } from '../../http/controller.decorator.js';
import { DescribeQuery } from '../../http/describe.decorator.js';
import { addressedApp, installAddress } from './install-address.js';

@FoldQueryController('apps/install')
export class GetInstallApprovalHttpController {
  constructor(private readonly runtime: Runtime) {}

  @Get()
  @RequirePermission('apps:install')
  @DescribeQuery(
    'What an administrator needs to know to decide on installing an app',
    InstallApprovalSchema,
    {
      query: ApproveInstallQuerySchema,
    },
  )
  async get(
    @Caller() { orgId }: Principal,
    @Query(new ZodValidationPipe(ApproveInstallQuerySchema)) query: ApproveInstallQuery,
  ): Promise<InstallApproval> {
    const clientId = addressedApp(orgId, query);
    const { org, app } = foldedApp(this.runtime, orgId, clientId);
    const { metadata, installed } = app;
    const seen = (await getApp(this.runtime.storage.readModels, orgId, clientId))?.doc;
    return {
      client_id: clientId,
      client_name: metadata.client_name ?? null,
      client_uri: metadata.client_uri ?? null,
      scopes: [...splitScope(metadata.scope)],
      redirect_uris: [...(metadata.redirect_uris ?? [])],
      grant_types: [...metadata.grant_types],
      installed,
      blocked: blockedBecause(org, app) !== null,
      denied_attempts: {
        total: seen?.deniedCount ?? 0,
        not_installed: seen?.denied['not-installed'] ?? 0,
        last_at: seen?.lastDeniedAt ?? null,
      },
      install: { method: 'POST', path: installAddress(orgId, clientId) },
    };
  }
}
