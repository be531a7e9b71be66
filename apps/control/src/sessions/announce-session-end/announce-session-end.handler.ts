import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { decideScheduleSessionEnd } from '#domain';
import { Runtime } from '#platform';
import { AnnounceSessionEndCommand } from './announce-session-end.command.js';

/** Announces a time at which all app sessions of the organisation end. */
@CommandHandler(AnnounceSessionEndCommand)
export class AnnounceSessionEndHandler implements ICommandHandler<AnnounceSessionEndCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  execute({ meta, ...announced }: AnnounceSessionEndCommand): Promise<Acceptance> {
    const { ambient } = this.runtime;
    // A new id, not one derived from the fact's: the same Idempotency-Key can be used again after a year, and an end of sessions with
    // the same schedule id would count as carried out already.
    const scheduleId = ambient.newId();
    return this.decisions.decide(
      meta.orgId,
      (org) => decideScheduleSessionEnd(org, { ...announced, scheduleId, nowMs: ambient.now() }),
      meta,
    );
  }
}
