import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';
import type { Approver } from '../../operations/bulk-approvals.js';
import type { BulkOutcome } from '../../operations/bulk-executor.js';

/** Approves what somebody else asked for, and carries it out. */
export class GiveApprovalCommand extends Command<BulkOutcome> {
  constructor(
    readonly meta: CommandMeta,
    readonly approver: Approver,
  ) {
    super();
  }
}
