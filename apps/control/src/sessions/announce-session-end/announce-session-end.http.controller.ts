import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type AnnounceSessionEndRequest,
  AnnounceSessionEndRequestSchema,
} from './announce-session-end.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { AnnounceSessionEndCommand } from './announce-session-end.command.js';

@CommandController('organization')
export class AnnounceSessionEndHttpController {
  constructor(private readonly commands: Commands) {}

  @Post('session-end')
  @RequirePermission('settings:manage')
  @DescribeCommand('Announce a time at which all app sessions end', AnnounceSessionEndRequestSchema)
  announce(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(AnnounceSessionEndRequestSchema)) body: AnnounceSessionEndRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { at, covers, reason } = body;
    return this.commands.accept(reply, new AnnounceSessionEndCommand(meta, Date.parse(at), covers, reason));
  }
}
