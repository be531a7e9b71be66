import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { decideDeclineApproval } from '#domain';
import { Runtime } from '#platform';
import { DeclineApprovalCommand } from './decline-approval.command.js';

/** Declines an approval. */
@CommandHandler(DeclineApprovalCommand)
export class DeclineApprovalHandler implements ICommandHandler<DeclineApprovalCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  execute({ meta, approvalId, reason }: DeclineApprovalCommand): Promise<Acceptance> {
    const command = { approvalId, actor: meta.actor, nowMs: this.runtime.ambient.now(), reason };
    return this.decisions.decide(meta.orgId, (org) => decideDeclineApproval(org, command), meta);
  }
}
