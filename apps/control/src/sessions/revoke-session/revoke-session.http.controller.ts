import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { RevokeSessionRequestSchema, type RevokeSessionRequest } from './revoke-session.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RevokeSessionCommand } from './revoke-session.command.js';

@CommandController('sessions')
export class RevokeSessionHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':sid/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('End one sign-in session', RevokeSessionRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('sid') sessionId: string,
    @Body(new ZodValidationPipe(RevokeSessionRequestSchema)) body: RevokeSessionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new RevokeSessionCommand(meta, sessionId, body.covers, body.reason));
  }
}
