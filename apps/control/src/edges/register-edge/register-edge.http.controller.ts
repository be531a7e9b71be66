import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type RegisterEdgeRequest,
  RegisterEdgeRequestSchema,
  RegisterEdgeResponseSchema,
} from './register-edge.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RegisterEdgeCommand } from './register-edge.command.js';

@CommandController('edges')
export class RegisterEdgeHttpController {
  constructor(private readonly commands: Commands) {}

  @Post()
  @RequirePermission('edges:manage')
  @DescribeCommand(
    'Give an edge a credential for the feed',
    RegisterEdgeRequestSchema,
    RegisterEdgeResponseSchema,
  )
  async register(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RegisterEdgeRequestSchema)) body: RegisterEdgeRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const edge = await this.commands.execute(new RegisterEdgeCommand(meta, body.name));
    this.commands.created(reply, meta, {
      location: `/edges/${edge.edgeId}`,
      position: edge.position,
      secret: true,
    });
    return { edge_id: edge.edgeId, edge_secret: edge.edgeSecret, name: edge.name, org_id: meta.orgId };
  }
}
