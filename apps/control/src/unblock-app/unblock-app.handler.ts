import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideUnblockApp } from '#domain';
import { type Acceptance, DecisionLog } from '#platform';
import { UnblockAppCommand } from './unblock-app.command.js';

/** Lifts the blocks of an app; what was issued before stays refused. */
@CommandHandler(UnblockAppCommand)
export class UnblockAppHandler implements ICommandHandler<UnblockAppCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, clientId, reason }: UnblockAppCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideUnblockApp(org, { clientId, reason }), meta);
  }
}
