import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeSessionRequestSchema, type RevokeSessionRequest } from '#contracts';
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
import { RevokeSessionCommand } from './revoke-session.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('sessions')
export class RevokeSessionHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':sid/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('End one sign-in session', RevokeSessionRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Param('sid') sessionId: string,
    @Body(new ZodValidationPipe(RevokeSessionRequestSchema)) body: RevokeSessionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeSessionCommand(meta, sessionId, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
