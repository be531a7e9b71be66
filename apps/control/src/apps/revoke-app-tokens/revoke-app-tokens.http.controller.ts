import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeAppTokensRequestSchema,
  type RevokeAppTokensRequest,
} from './revoke-app-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('apps')
export class RevokeAppTokensHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post(':client_id/revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkCommand('Revoke all tokens of an app', RevokeAppTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Param('client_id') clientId: string,
    @Body(new ZodValidationPipe(RevokeAppTokensRequestSchema)) body: RevokeAppTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'app', clientId }, body), body);
  }
}
