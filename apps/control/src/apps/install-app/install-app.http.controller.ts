import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type InstallAppRequest, InstallAppRequestSchema } from './install-app.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { InstallAppCommand } from './install-app.command.js';

@CommandController('apps')
export class InstallAppHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':client_id/install')
  @RequirePermission('apps:install')
  @DescribeCommand('Install an app, for everybody or for one user', InstallAppRequestSchema)
  install(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(InstallAppRequestSchema)) { user_id: userId, reason }: InstallAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new InstallAppCommand(meta, { clientId, userId, reason }));
  }
}
