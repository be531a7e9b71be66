import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type WithdrawPermissionsRequest,
  WithdrawPermissionsRequestSchema,
} from './withdraw-permissions.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { chosenPermissions } from '../chosen-permissions.js';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { WithdrawPermissionsCommand } from './withdraw-permissions.command.js';

@CommandController('users')
export class WithdrawPermissionsHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':user_id/permissions/withdraw')
  @RequirePermission('users:manage')
  @DescribeCommand('Withdraw permissions from a user', WithdrawPermissionsRequestSchema)
  withdraw(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(WithdrawPermissionsRequestSchema)) body: WithdrawPermissionsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const command = new WithdrawPermissionsCommand(meta, userId, chosenPermissions(body), body.reason);
    return this.commands.accept(reply, command);
  }
}
