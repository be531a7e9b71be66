import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeUserTokensRequestSchema,
  type RevokeUserTokensRequest,
} from './revoke-user-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('users')
export class RevokeUserTokensHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post(':user_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkCommand('Revoke all tokens of a user', RevokeUserTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(RevokeUserTokensRequestSchema)) body: RevokeUserTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'user', userId }, body), body);
  }
}
