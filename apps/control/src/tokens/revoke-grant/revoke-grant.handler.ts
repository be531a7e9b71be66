import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeGrant } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeGrantCommand } from './revoke-grant.command.js';

/** Revokes one grant and the tokens that came from it. */
@CommandHandler(RevokeGrantCommand)
export class RevokeGrantHandler implements ICommandHandler<RevokeGrantCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, grantId, covers, reason }: RevokeGrantCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeGrant(org, { grantId, covers, reason }),
      meta,
    );
  }
}
