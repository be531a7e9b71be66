import { Body, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ChangeGroupRequest, ChangeGroupRequestSchema } from './change-group.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeIfMatch, OptionalIfMatch } from '../../http/if-match.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { ChangeGroupCommand } from './change-group.command.js';

@CommandController('groups')
export class ChangeGroupHttpController {
  constructor(private readonly commands: Commands) {}

  @Put(':group_id')
  @RequirePermission('users:manage')
  @DescribeCommand('Create a group, or change its name and members', ChangeGroupRequestSchema)
  @DescribeIfMatch(false)
  change(
    @Meta() meta: CommandMeta,
    @Param('group_id') groupId: string,
    @OptionalIfMatch() basedOn: number | null,
    @Body(new ZodValidationPipe(ChangeGroupRequestSchema)) body: ChangeGroupRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { name, add: added, remove: removed, reason } = body;
    const change = { groupId, name, added, removed, reason };
    return this.commands.accept(reply, new ChangeGroupCommand(meta, change, basedOn));
  }
}
