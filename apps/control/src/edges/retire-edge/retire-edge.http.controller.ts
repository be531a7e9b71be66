import { Delete, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type CommandMeta, Meta, RequirePermission } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RetireEdgeCommand } from './retire-edge.command.js';

@CommandController('edges')
export class RetireEdgeHttpController {
  constructor(private readonly commands: Commands) {}

  @Delete(':edge_id')
  @RequirePermission('edges:manage')
  @DescribeCommand('End an edge’s access to the feed')
  retire(
    @Meta() meta: CommandMeta,
    @Param('edge_id') edgeId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new RetireEdgeCommand(meta, edgeId));
  }
}
