import { Body, Param, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RevokeSelectionResponseSchema } from '../../revocations/revoke-selection/revoke-selection.http.schema.js';
import { type DecideApprovalRequest, DecideApprovalRequestSchema } from '../decide-approval.schema.js';
import {
  Caller,
  type CommandMeta,
  Meta,
  type Principal,
  RequirePermission,
  ZodValidationPipe,
} from '#platform';
import { OperationAnswers } from '../../operations/operation-answers.js';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { GiveApprovalCommand } from './give-approval.command.js';

const DESCRIPTION =
  'For anybody but who asked, who also holds the permission that the operation itself needs: without it, 403 `INSUFFICIENT_SCOPE`. ' +
  'A change of settings is refused with 412 where they have changed since it was asked for; it can then only be declined. ' +
  'What would do nothing any more is answered with `nothing-happened`, and stays pending.';

@CommandController('approvals')
export class GiveApprovalHttpController {
  constructor(
    private readonly commands: Commands,
    private readonly answers: OperationAnswers,
  ) {}

  @Post(':approval_id/approve')
  @RequirePermission('approvals:give')
  @DescribeCommand(
    'Approve what somebody else asked for: it is carried out',
    DecideApprovalRequestSchema,
    undefined,
    RevokeSelectionResponseSchema,
  )
  @ApiOperation({ description: DESCRIPTION })
  async approve(
    @Meta() meta: CommandMeta,
    @Caller() { scopes }: Principal,
    @Param('approval_id') approvalId: string,
    @Body(new ZodValidationPipe(DecideApprovalRequestSchema)) body: DecideApprovalRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const approver = { approvalId, scopes, reason: body.reason };
    const outcome = await this.commands.execute(new GiveApprovalCommand(meta, approver));
    return { ...this.answers.write(reply, meta.orgId, outcome), approval_id: approvalId };
  }
}
