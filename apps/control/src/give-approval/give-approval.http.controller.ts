import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { BulkAcceptedSchema, type DecideApprovalRequest, DecideApprovalRequestSchema } from '#contracts';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { BulkAnswers } from '../bulk/bulk-answers.js';
import { Commands } from '../http/commands.js';
import { CommandController } from '../http/controller.decorator.js';
import { DescribeCommand } from '../openapi/describe.decorator.js';
import { GiveApprovalCommand } from './give-approval.command.js';

@CommandController('approvals')
export class GiveApprovalHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly bulk: BulkAnswers,
  ) {}

  @Post(':approval_id/approve')
  @RequirePermission('approvals:give')
  @DescribeCommand(
    'Approve what somebody else asked for: it is carried out',
    DecideApprovalRequestSchema,
    undefined,
    BulkAcceptedSchema,
  )
  async approve(
    @Meta() meta: CommandMeta,
    @Param('approval_id') approvalId: string,
    @Body(new ZodValidationPipe(DecideApprovalRequestSchema)) body: DecideApprovalRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const outcome = await this.commands.execute(new GiveApprovalCommand(meta, approvalId, body.reason));
    return { ...this.bulk.write(reply, meta.orgId, outcome), approval_id: approvalId };
  }
}
