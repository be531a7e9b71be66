import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeAppTokensRequestSchema,
  type RevokeAppTokensRequest,
} from './revoke-app-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { inOrder } from '../../operations/bulk-operation.kind.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RevokeAppTokensOperation } from './revoke-app-tokens.operation.js';

@CommandController('apps')
export class RevokeAppTokensHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RevokeAppTokensOperation,
  ) {}

  @Post(':client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkOperation('Revoke all tokens of an app', RevokeAppTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeAppTokensRequestSchema)) body: RevokeAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(
      reply,
      meta,
      this.operation.of({ clientId, covers: inOrder(body.covers) }, body.reason),
      body,
    );
  }
}
