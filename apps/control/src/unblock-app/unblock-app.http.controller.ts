import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { UnblockAppRequestSchema, type UnblockAppRequest } from '#contracts';
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
import { UnblockAppCommand } from './unblock-app.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('apps')
export class UnblockAppHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':client_id/unblock')
  @RequirePermission('apps:block')
  @DescribeCommand('Unblock an app', UnblockAppRequestSchema)
  async unblock(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(UnblockAppRequestSchema)) body: UnblockAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(new UnblockAppCommand(meta, clientId, body.reason));
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
