import { Body, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type PreauthorizeUserRequest,
  PreauthorizeUserRequestSchema,
} from './preauthorize-user.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { PreauthorizeUserCommand } from './preauthorize-user.command.js';

@CommandController('apps/:client_id/preauthorizations')
export class PreauthorizeUserHttpController {
  constructor(private readonly commands: Commands) {}

  @Put('users/:user_id')
  @RequirePermission('apps:preauthorize')
  @DescribeCommand('Preauthorize a user for an app', PreauthorizeUserRequestSchema)
  user(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(PreauthorizeUserRequestSchema)) { reason }: PreauthorizeUserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new PreauthorizeUserCommand(meta, { clientId, userId, reason }));
  }

  @Put('groups/:group_id')
  @RequirePermission('apps:preauthorize')
  @DescribeCommand('Preauthorize the members of a group for an app', PreauthorizeUserRequestSchema)
  group(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Param('group_id') groupId: string,
    @Body(new ZodValidationPipe(PreauthorizeUserRequestSchema)) { reason }: PreauthorizeUserRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new PreauthorizeUserCommand(meta, { clientId, groupId, reason }));
  }
}
