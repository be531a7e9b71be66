import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideWithdrawRole } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { WithdrawPermissionsCommand } from './withdraw-permissions.command.js';

/** Withdraws permissions from a user, whether or not the caller holds them. */
@CommandHandler(WithdrawPermissionsCommand)
export class WithdrawPermissionsHandler implements ICommandHandler<WithdrawPermissionsCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, ...withdrawal }: WithdrawPermissionsCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideWithdrawRole(org, withdrawal), meta);
  }
}
