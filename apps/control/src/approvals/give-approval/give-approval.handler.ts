import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OperationApprovals } from '../../operations/operation-approvals.js';
import type { OperationOutcome } from '../../operations/operation.kind.js';
import { GiveApprovalCommand } from './give-approval.command.js';

/** Approves an operation that somebody else asked for, and carries it out. */
@CommandHandler(GiveApprovalCommand)
export class GiveApprovalHandler implements ICommandHandler<GiveApprovalCommand> {
  constructor(private readonly approvals: OperationApprovals) {}

  execute({ meta, approver }: GiveApprovalCommand): Promise<OperationOutcome> {
    return this.approvals.approve(meta, approver);
  }
}
