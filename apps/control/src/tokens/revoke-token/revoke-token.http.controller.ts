import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type RevokeTokenRequest, RevokeTokenRequestSchema } from './revoke-token.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { RevokeTokenCommand } from './revoke-token.command.js';

@CommandController('tokens')
export class RevokeTokenHttpController {
  constructor(private readonly commands: Commands) {}

  @Post('revoke')
  @RequirePermission('tokens:revoke')
  @DescribeCommand('Revoke one token by its id', RevokeTokenRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeTokenRequestSchema)) body: RevokeTokenRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(
      reply,
      new RevokeTokenCommand(meta, body.jti, body.iss, body.covers, body.reason),
    );
  }
}
