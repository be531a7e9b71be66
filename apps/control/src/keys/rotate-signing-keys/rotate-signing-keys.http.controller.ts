import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type RotateSigningKeysRequest,
  RotateSigningKeysRequestSchema,
} from './rotate-signing-keys.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../../operations/bulk-answers.js';
import { bulkOperation } from '../../operations/bulk-operation.js';
import { DescribeBulkCommand } from '../../operations/describe-bulk-command.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';

@CommandController('keys')
export class RotateSigningKeysHttpController {
  constructor(private readonly bulk: BulkAnswers) {}

  @Post('rotate')
  @RequirePermission('keys:rotate')
  @DescribeBulkCommand(
    'Rotate the signing keys, gracefully or revoking what they signed',
    RotateSigningKeysRequestSchema,
  )
  rotate(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RotateSigningKeysRequestSchema)) body: RotateSigningKeysRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.bulk.answer(reply, meta, bulkOperation({ type: 'keys', mode: body.mode }, body), body);
  }
}
