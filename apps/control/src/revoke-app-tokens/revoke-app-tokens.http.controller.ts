import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeAppTokensRequestSchema, type RevokeAppTokensRequest } from '#contracts';
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
import { RevokeAppTokensCommand } from './revoke-app-tokens.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('apps')
export class RevokeAppTokensHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke all tokens of an app', RevokeAppTokensRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeAppTokensRequestSchema)) body: RevokeAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeAppTokensCommand(meta, clientId, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
