import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BlockAppRequestSchema, type BlockAppRequest } from './block-app.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { BlockAppOperation } from './block-app.operation.js';

@CommandController('apps')
export class BlockAppHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: BlockAppOperation,
  ) {}

  @Post(':client_id/block')
  @RequirePermission('apps:block')
  @DescribeBulkOperation('Block an app', BlockAppRequestSchema)
  block(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(BlockAppRequestSchema)) body: BlockAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(reply, meta, this.operation.of({ clientId }, body.reason), body);
  }
}
