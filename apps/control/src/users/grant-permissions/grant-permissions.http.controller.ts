import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type GrantPermissionsRequest,
  GrantPermissionsRequestSchema,
} from './grant-permissions.http.schema.js';
import {
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { chosenPermissions } from '../chosen-permissions.js';
import { GrantPermissionsCommand } from './grant-permissions.command.js';

@CommandController('users')
export class GrantPermissionsHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':user_id/permissions')
  @RequirePermission('users:manage')
  @DescribeCommand('Grant a user permissions that the caller holds', GrantPermissionsRequestSchema)
  grant(
    @Meta() meta: CommandMeta,
    @Caller() { scopes }: Principal,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(GrantPermissionsRequestSchema)) body: GrantPermissionsRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const permissions = chosenPermissions(body);
    const command = new GrantPermissionsCommand(meta, userId, permissions, scopes, body.reason);
    return this.commands.accept(reply, command);
  }
}
