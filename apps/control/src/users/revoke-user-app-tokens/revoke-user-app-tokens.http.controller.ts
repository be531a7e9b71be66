import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeUserAppTokensRequestSchema,
  type RevokeUserAppTokensRequest,
} from './revoke-user-app-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('users')
export class RevokeUserAppTokensHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post(':user_id/apps/:client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkCommand('Revoke the tokens of a user of an app', RevokeUserAppTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeUserAppTokensRequestSchema)) body: RevokeUserAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'user-app', userId, clientId }, body), body);
  }
}
