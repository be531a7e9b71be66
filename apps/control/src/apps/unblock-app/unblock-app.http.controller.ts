import { Body, Param, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { UnblockAppRequestSchema, type UnblockAppRequest } from './unblock-app.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { UnblockAppCommand } from './unblock-app.command.js';

const DESCRIPTION =
  'Lifts every block of the app. What was issued before stays refused. While the organisation has API client allowlisting on, an app that ' +
  'is not on the list stays blocked: 409 `APP_NOT_ALLOWLISTED`, with the paths `install` and `policy` for putting it on the list.';

@CommandController('apps')
export class UnblockAppHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':client_id/unblock')
  @RequirePermission('apps:block')
  @DescribeCommand('Unblock an app', UnblockAppRequestSchema)
  @ApiOperation({ description: DESCRIPTION })
  unblock(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(UnblockAppRequestSchema)) body: UnblockAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new UnblockAppCommand(meta, clientId, body.reason));
  }
}
