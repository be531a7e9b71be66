import { Delete, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type UnregisterIssuerQuery, UnregisterIssuerQuerySchema } from './unregister-issuer.http.schema.js';
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
import { UnregisterIssuerCommand } from './unregister-issuer.command.js';

@CommandController('issuers')
export class UnregisterIssuerHttpController {
  constructor(private readonly commands: Commands) {}

  @Delete()
  @RequirePermission('issuers:manage')
  @DescribeCommand('End the registration of a foreign issuer; the tokens that it reported stay listed')
  @DescribeQueryParameters(UnregisterIssuerQuerySchema)
  unregister(
    @Meta() meta: CommandMeta,
    @Query(new ZodValidationPipe(UnregisterIssuerQuerySchema)) { iss, reason }: UnregisterIssuerQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new UnregisterIssuerCommand(meta, iss, reason));
  }
}
