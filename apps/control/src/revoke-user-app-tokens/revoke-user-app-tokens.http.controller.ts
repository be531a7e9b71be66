import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeUserAppTokensRequestSchema, type RevokeUserAppTokensRequest } from '#contracts';
import {
  accepted,
  type CommandMeta,
  Meta,
  PermissionGuard,
  PositionTokens,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RevokeUserAppTokensCommand } from './revoke-user-app-tokens.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('users')
export class RevokeUserAppTokensHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':user_id/apps/:client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke the tokens of a user of an app', RevokeUserAppTokensRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeUserAppTokensRequestSchema)) body: RevokeUserAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeUserAppTokensCommand(meta, userId, clientId, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
