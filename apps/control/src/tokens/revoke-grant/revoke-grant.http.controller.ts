import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RevokeGrantRequestSchema, type RevokeGrantRequest } from './revoke-grant.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RevokeGrantCommand } from './revoke-grant.command.js';

@CommandController('grants')
export class RevokeGrantHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':grant_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke one grant', RevokeGrantRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('grant_id') grantId: string,
    @Body(new ZodValidationPipe(RevokeGrantRequestSchema)) body: RevokeGrantRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new RevokeGrantCommand(meta, grantId, body.covers, body.reason));
  }
}
