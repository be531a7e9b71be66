import { Body, Param, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type UninstallAppRequest,
  UninstallAppRequestSchema,
  type UninstallAppResponse,
  UninstallAppResponseSchema,
} from '#contracts';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../http/commands.js';
import { CommandController } from '../http/controller.decorator.js';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { UninstallAppCommand } from './uninstall-app.command.js';
import { uninstallParts } from './uninstall-parts.js';

const DESCRIPTION =
  'Ends the tokens, grants and sessions of the app, and its policy and preauthorizations; leaves its registration, its blocks and its ' +
  'usage history. With `user_id`, it ends the tokens, grants and sessions of that user alone, and leaves the rest. What was ended ' +
  'stays ended when the app is installed again.';

@CommandController('apps')
export class UninstallAppHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':client_id/uninstall')
  @RequirePermission('apps:install')
  @DescribeCommand(
    'Uninstall an app, for everybody or for one user',
    UninstallAppRequestSchema,
    undefined,
    UninstallAppResponseSchema,
  )
  @ApiOperation({ description: DESCRIPTION })
  async uninstall(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(UninstallAppRequestSchema)) { user_id: userId, reason }: UninstallAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UninstallAppResponse> {
    const command = new UninstallAppCommand(meta, { clientId, userId, reason });
    const answer = await this.commands.accept(reply, command);
    const of = answer.status === 'nothing-happened' ? 'nobody' : userId === undefined ? 'everybody' : 'user';
    return { ...answer, ...uninstallParts(of) };
  }
}
