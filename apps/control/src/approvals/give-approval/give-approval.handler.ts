import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { BulkApprovals } from '../../operations/bulk-approvals.js';
import type { BulkOutcome } from '../../operations/bulk-executor.js';
import { GiveApprovalCommand } from './give-approval.command.js';

/** Approves what somebody else asked for, and carries it out. */
@CommandHandler(GiveApprovalCommand)
export class GiveApprovalHandler implements ICommandHandler<GiveApprovalCommand> {
  constructor(private readonly approvals: BulkApprovals) {}

  execute({ meta, approver }: GiveApprovalCommand): Promise<BulkOutcome> {
    return this.approvals.approve(meta, approver);
  }
}
