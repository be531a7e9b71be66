import { Controller, Delete, Param, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import {
  accepted,
  type CommandMeta,
  Meta,
  PermissionGuard,
  PositionTokens,
  RequirePermission,
} from '#platform';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RetireEdgeCommand } from './retire-edge.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('edges')
export class RetireEdgeHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

  @Delete(':edge_id')
  @RequirePermission('edges:manage')
  @DescribeCommand('End an edge’s access to the feed')
  async retire(
    @Meta() meta: CommandMeta,
    @Param('edge_id') edgeId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const acceptance = await this.commands.execute(new RetireEdgeCommand(meta, edgeId));
    return accepted(reply, this.positions, meta.orgId, acceptance);
  }
}
