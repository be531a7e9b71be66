import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { type RevokeTokenRequest, RevokeTokenRequestSchema } from '#contracts';
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
import { RevokeTokenCommand } from './revoke-token.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('tokens')
export class RevokeTokenHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post('revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke one token by its id', RevokeTokenRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeTokenRequestSchema)) body: RevokeTokenRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeTokenCommand(meta, body.jti, body.iss, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
