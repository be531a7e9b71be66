import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeSession } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeSessionCommand } from './revoke-session.command.js';

/** Ends one sign-in session. */
@CommandHandler(RevokeSessionCommand)
export class RevokeSessionHandler implements ICommandHandler<RevokeSessionCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, sessionId, covers, reason }: RevokeSessionCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeSession(org, { sessionId, covers, reason }),
      meta,
    );
  }
}
