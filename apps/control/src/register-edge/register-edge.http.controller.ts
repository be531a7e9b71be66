import { Body, Controller, Post, Res, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { type RegisterEdgeRequest, RegisterEdgeRequestSchema, RegisterEdgeResponseSchema } from '#contracts';
import {
  type CommandMeta,
  Meta,
  PermissionGuard,
  PositionTokens,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { PreferWaitInterceptor } from '../prefer-wait/prefer-wait.interceptor.js';
import { RegisterEdgeCommand } from './register-edge.command.js';

@UseGuards(PermissionGuard)
@UseInterceptors(PreferWaitInterceptor)
@Controller('edges')
export class RegisterEdgeHttpController {
  constructor(
    private readonly commands: CommandBus,
    private readonly positions: PositionTokens,
  ) {}

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
    reply
      .status(201)
      .header('location', `/edges/${edge.edgeId}`)
      .header('cache-control', 'no-store')
      .header('rescind-position', this.positions.issue(meta.orgId, edge.position));
    return { edge_id: edge.edgeId, edge_secret: edge.edgeSecret, name: edge.name, org_id: meta.orgId };
  }
}
