import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideChangeGroup } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { ChangeGroupCommand } from './change-group.command.js';

/** Creates a group, or changes its name and members. */
@CommandHandler(ChangeGroupCommand)
export class ChangeGroupHandler implements ICommandHandler<ChangeGroupCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, change, basedOn }: ChangeGroupCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideChangeGroup(org, { ...change, basedOn }), {
      ...meta,
      basedOn,
    });
  }
}
