import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideWithdrawPreauthorization } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { WithdrawPreauthorizationCommand } from './withdraw-preauthorization.command.js';

/** Withdraws the preauthorization of a user or a group. */
@CommandHandler(WithdrawPreauthorizationCommand)
export class WithdrawPreauthorizationHandler implements ICommandHandler<WithdrawPreauthorizationCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, preauthorization }: WithdrawPreauthorizationCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideWithdrawPreauthorization(org, preauthorization),
      meta,
    );
  }
}
