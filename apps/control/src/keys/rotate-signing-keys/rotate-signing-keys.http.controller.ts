import { Body, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  type RotateSigningKeysRequest,
  RotateSigningKeysRequestSchema,
} from './rotate-signing-keys.http.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { DescribeBulkOperation } from '../../operations/describe-bulk-operation.decorator.js';
import { CommandController } from '../../http/controller.decorator.js';
import { RotateSigningKeysOperation } from './rotate-signing-keys.operation.js';

@CommandController('keys')
export class RotateSigningKeysHttpController {
  constructor(
    private readonly answers: OperationAnswers,
    private readonly operation: RotateSigningKeysOperation,
  ) {}

  @Post('rotate')
  @RequirePermission('keys:rotate')
  @DescribeBulkOperation(
    'Rotate the signing keys; the tokens that older keys signed stay valid, or are revoked',
    RotateSigningKeysRequestSchema,
  )
  rotate(
    @Meta() meta: CommandMeta,
    @Body(new ZodValidationPipe(RotateSigningKeysRequestSchema)) body: RotateSigningKeysRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answers.answer(reply, meta, this.operation.of({ mode: body.mode }, body.reason), body);
  }
}
