import { Body, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type DecideApprovalRequest, DecideApprovalRequestSchema } from '../decide-approval.schema.js';
import { type CommandMeta, Meta, RequirePermission, ZodValidationPipe } from '#platform';
import { Commands } from '../../http/commands.js';
import { CommandController } from '../../http/controller.decorator.js';
import { DescribeCommand } from '../../http/describe.decorator.js';
import { DeclineApprovalCommand } from './decline-approval.command.js';

@CommandController('approvals')
export class DeclineApprovalHttpController {
  constructor(private readonly commands: Commands) {}

  @Post(':approval_id/decline')
  @RequirePermission('approvals:give')
  @DescribeCommand('Decline what somebody asked for, or take it back oneself', DecideApprovalRequestSchema)
  decline(
    @Meta() meta: CommandMeta,
    @Param('approval_id') approvalId: string,
    @Body(new ZodValidationPipe(DecideApprovalRequestSchema)) body: DecideApprovalRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.commands.accept(reply, new DeclineApprovalCommand(meta, approvalId, body.reason));
  }
}
