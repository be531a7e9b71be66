import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BlockAppRequestSchema, type BlockAppRequest } from './block-app.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('apps')
export class BlockAppHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post(':client_id/block')
  @RequirePermission('apps:block')
  @DescribeBulkCommand('Block an app', BlockAppRequestSchema)
  block(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(BlockAppRequestSchema)) body: BlockAppRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'block', clientId }, body), body);
  }
}
