import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { decideScheduleSessionEnd } from '#domain';
import { Runtime } from '#platform';
import { AnnounceSessionEndCommand } from './announce-session-end.command.js';

/** Announces that all app sessions of the organisation end at a time. */
@CommandHandler(AnnounceSessionEndCommand)
export class AnnounceSessionEndHandler implements ICommandHandler<AnnounceSessionEndCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  execute({ meta, ...announced }: AnnounceSessionEndCommand): Promise<Acceptance> {
    const { ambient } = this.runtime;
    // Not made from the fact's id: an Idempotency-Key can come back after a year, and what was carried out is known by this.
    const scheduleId = ambient.newId();
    return this.decisions.decide(
      meta.orgId,
      (org) => decideScheduleSessionEnd(org, { ...announced, scheduleId, nowMs: ambient.now() }),
      meta,
    );
  }
}
