import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { RevokeGrantRequestSchema, type RevokeGrantRequest } from '#contracts';
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
import { RevokeGrantCommand } from './revoke-grant.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('grants')
export class RevokeGrantHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':grant_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke one grant', RevokeGrantRequestSchema)
  async revoke(
    @Meta() meta: CommandMeta,
    @Param('grant_id') grantId: string,
    @Body(new ZodValidationPipe(RevokeGrantRequestSchema)) body: RevokeGrantRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(
      new RevokeGrantCommand(meta, grantId, body.covers, body.reason),
    );
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
