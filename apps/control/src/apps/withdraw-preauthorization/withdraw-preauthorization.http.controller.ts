import { Delete, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type WithdrawPreauthorizationQuery,
  WithdrawPreauthorizationQuerySchema,
} from './withdraw-preauthorization.http.schema.js';
import {
  type CommandMeta,
  DescribeQueryParameters,
  Meta,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { WithdrawPreauthorizationCommand } from './withdraw-preauthorization.command.js';

const QUERY = new ZodValidationPipe(WithdrawPreauthorizationQuerySchema);

@CommandController('apps/:client_id/preauthorizations')
export class WithdrawPreauthorizationHttpController {
  constructor(private readonly commands: Commands) {}

  @Delete('users/:user_id')
  @RequirePermission('apps:preauthorize')
  @DescribeCommand('Withdraw the preauthorization of a user')
  @DescribeQueryParameters(WithdrawPreauthorizationQuerySchema)
  user(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Param('user_id') userId: string,
    @Query(QUERY) { reason }: WithdrawPreauthorizationQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(
      reply,
      new WithdrawPreauthorizationCommand(meta, { clientId, userId, reason }),
    );
  }

  @Delete('groups/:group_id')
  @RequirePermission('apps:preauthorize')
  @DescribeCommand('Withdraw the preauthorization of a group')
  @DescribeQueryParameters(WithdrawPreauthorizationQuerySchema)
  group(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Param('group_id') groupId: string,
    @Query(QUERY) { reason }: WithdrawPreauthorizationQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(
      reply,
      new WithdrawPreauthorizationCommand(meta, { clientId, groupId, reason }),
    );
  }
}
