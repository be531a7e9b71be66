import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  BULK_LIMIT,
  type RevokeSelectionRequest,
  RevokeSelectionRequestSchema,
} from './revoke-selection.http.schema.js';
import { type CommandMeta, Meta, ProblemException, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('revocations')
export class RevokeSelectionHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post()
  @RequirePermission('tokens:revoke')
  @DescribeBulkCommand(
    `Revoke a selection of at most ${String(BULK_LIMIT)} tokens, grants, sessions, apps, users and users of apps`,
    RevokeSelectionRequestSchema,
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
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'selection', items }, body), body);
  }
}
