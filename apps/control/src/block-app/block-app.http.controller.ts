import { Body, Controller, Param, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { BlockAppRequestSchema, type BlockAppRequest } from '#contracts';
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
import { BlockAppCommand } from './block-app.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('apps')
export class BlockAppHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Post(':client_id/block')
  @RequirePermission('apps:block')
  @DescribeCommand('Block an app', BlockAppRequestSchema)
  async block(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(BlockAppRequestSchema)) body: BlockAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(new BlockAppCommand(meta, clientId, body.reason));
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
