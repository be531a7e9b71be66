import { Body, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ApproveInstallQuery, ApproveInstallQuerySchema } from './approve-install.http.schema.js';
import { type InstallAppRequest, InstallAppRequestSchema } from '../install-app/install-app.http.schema.js';
import {
  type CommandMeta,
  DescribeQueryParameters,
  Meta,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { InstallAppCommand } from '../install-app/install-app.command.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { addressedApp } from './install-address.js';

@CommandController('apps/install')
export class ApproveInstallHttpController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @RequirePermission('apps:install')
  @DescribeCommand('Install the app that the query names', InstallAppRequestSchema)
  @DescribeQueryParameters(ApproveInstallQuerySchema)
  approve(
    @Meta() meta: CommandMeta,
    @Query(new ZodValidationPipe(ApproveInstallQuerySchema)) query: ApproveInstallQuery,
    @Body(new ZodValidationPipe(InstallAppRequestSchema)) { user_id: userId, reason }: InstallAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const clientId = addressedApp(meta.orgId, query);
    return this.commands.accept(reply, new InstallAppCommand(meta, { clientId, userId, reason }));
  }
}
