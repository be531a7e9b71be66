import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeOrgTokensRequestSchema,
  type RevokeOrgTokensRequest,
} from './revoke-org-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { inOrder } from '../../operations/bulk-operation.kind.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RevokeOrgTokensOperation } from './revoke-org-tokens.operation.js';

@CommandController('organization')
export class RevokeOrgTokensHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RevokeOrgTokensOperation,
  ) {}

  @Post('revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkOperation('Revoke all tokens of the organisation', RevokeOrgTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeOrgTokensRequestSchema)) body: RevokeOrgTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(
      reply,
      meta,
      this.operation.of({ covers: inOrder(body.covers) }, body.reason),
      body,
    );
  }
}
