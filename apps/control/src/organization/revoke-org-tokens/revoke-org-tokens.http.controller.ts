import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  RevokeOrgTokensRequestSchema,
  type RevokeOrgTokensRequest,
} from './revoke-org-tokens.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('organization')
export class RevokeOrgTokensHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post('revoke')
  @RequirePermission('tokens:revoke')
  @DescribeBulkCommand('Revoke all tokens of the organisation', RevokeOrgTokensRequestSchema)
  revoke(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RevokeOrgTokensRequestSchema)) body: RevokeOrgTokensRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'organization' }, body), body);
  }
}
