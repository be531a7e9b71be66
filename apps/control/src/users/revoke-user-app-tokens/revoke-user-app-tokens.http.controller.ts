import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeUserAppTokensRequestSchema,
  type RevokeUserAppTokensRequest,
} from './revoke-user-app-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { inOrder } from '../../operations/bulk-operation.kind.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RevokeUserAppTokensOperation } from './revoke-user-app-tokens.operation.js';

@CommandController('users')
export class RevokeUserAppTokensHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RevokeUserAppTokensOperation,
  ) {}

  @Post(':user_id/apps/:client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkOperation('Revoke the tokens that an app holds for a user', RevokeUserAppTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('user_id') userId: string,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeUserAppTokensRequestSchema)) body: RevokeUserAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(
      reply,
      meta,
      this.operation.of({ userId, clientId, covers: inOrder(body.covers) }, body.reason),
      body,
    );
  }
}
