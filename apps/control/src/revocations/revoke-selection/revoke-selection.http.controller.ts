import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  BULK_LIMIT,
  type RevokeSelectionRequest,
  RevokeSelectionRequestSchema,
  RevokeSelectionResponseSchema,
} from './revoke-selection.http.schema.js';
import { type CommandMeta, Meta, ProblemException, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { inOrder } from '../../operations/bulk-operation.kind.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RevokeSelectionOperation } from './revoke-selection.operation.js';

@CommandController('revocations')
export class RevokeSelectionHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RevokeSelectionOperation,
  ) {}

  @Post()
  @RequirePermission('tokens:revoke')
  @DescribeBulkOperation(
    `Revoke a selection of at most ${String(BULK_LIMIT)} tokens, grants, sessions, apps, users and users of apps`,
    RevokeSelectionRequestSchema,
    RevokeSelectionResponseSchema,
  )
  revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeSelectionRequestSchema)) body: RevokeSelectionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { items } = body;
    if (items.length > BULK_LIMIT) {
      throw new ProblemException('BULK_TOO_LARGE', {
        detail: `A selection has at most ${String(BULK_LIMIT)} items.`,
        members: { limit: BULK_LIMIT },
      });
    }
    return this.answers.answer(
      reply,
      meta,
      this.operation.of({ items, covers: inOrder(body.covers) }, body.reason),
      body,
    );
  }
}
