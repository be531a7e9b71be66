import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeUserTokensRequestSchema, type RevokeUserTokensRequest } from '#contracts';
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
import { RevokeUserTokensCommand } from './revoke-user-tokens.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('users')
export class RevokeUserTokensHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':user_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke all tokens of a user', RevokeUserTokensRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(RevokeUserTokensRequestSchema)) body: RevokeUserTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeUserTokensCommand(meta, userId, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
