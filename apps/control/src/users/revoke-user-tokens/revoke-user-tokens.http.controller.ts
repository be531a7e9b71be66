import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeUserTokensRequestSchema,
  type RevokeUserTokensRequest,
} from './revoke-user-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { inOrder } from '../../operations/bulk-operation.kind.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RevokeUserTokensOperation } from './revoke-user-tokens.operation.js';

@CommandController('users')
export class RevokeUserTokensHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RevokeUserTokensOperation,
  ) {}

  @Post(':user_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkOperation('Revoke all tokens of a user', RevokeUserTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Body(new ZodValidationPipe(RevokeUserTokensRequestSchema)) body: RevokeUserTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(
      reply,
      meta,
      this.operation.of({ userId, covers: inOrder(body.covers) }, body.reason),
      body,
    );
  }
}
