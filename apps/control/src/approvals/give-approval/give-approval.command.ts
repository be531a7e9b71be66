import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';
import type { Approver } from '../../operations/operation-approvals.js';
import type { OperationOutcome } from '../../operations/operation.kind.js';

/** Approves an operation that somebody else asked for, and carries it out. */
export class GiveApprovalCommand extends Command<OperationOutcome> {
  constructor(
    readonly meta: CommandMeta,
    readonly approver: Approver,
  ) {
    super();
  }
}
