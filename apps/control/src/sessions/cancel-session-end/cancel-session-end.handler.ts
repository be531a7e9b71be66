import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideCancelSessionEnd } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { CancelSessionEndCommand } from './cancel-session-end.command.js';

/** Cancels the announced end of all app sessions before it is due. */
@CommandHandler(CancelSessionEndCommand)
export class CancelSessionEndHandler implements ICommandHandler<CancelSessionEndCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, reason }: CancelSessionEndCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideCancelSessionEnd(org, { scheduleId: org.sessionEnd?.scheduleId ?? '', reason }),
      meta,
    );
  }
}
