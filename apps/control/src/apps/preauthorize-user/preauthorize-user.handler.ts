import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decidePreauthorizeUser } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { PreauthorizeUserCommand } from './preauthorize-user.command.js';

/** Preauthorizes a user, or the members of a group, for an app. */
@CommandHandler(PreauthorizeUserCommand)
export class PreauthorizeUserHandler implements ICommandHandler<PreauthorizeUserCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, preauthorization }: PreauthorizeUserCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decidePreauthorizeUser(org, preauthorization), meta);
  }
}
