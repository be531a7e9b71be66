import { Delete, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type CancelSessionEndQuery, CancelSessionEndQuerySchema } from './cancel-session-end.http.schema.js';
import {
  type CommandMeta,
  DescribeQueryParameters,
  Meta,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { CancelSessionEndCommand } from './cancel-session-end.command.js';

@CommandController('organization')
export class CancelSessionEndHttpController {
  constructor(private readonly commands: Commands) {}

  @Delete('session-end')
  @RequirePermission('settings:manage')
  @DescribeCommand('Cancel the announced end of all app sessions')
  @DescribeQueryParameters(CancelSessionEndQuerySchema)
  cancel(
    @Meta() meta: CommandMeta,
    @Query(new ZodValidationPipe(CancelSessionEndQuerySchema)) { reason }: CancelSessionEndQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new CancelSessionEndCommand(meta, reason));
  }
}
