import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeUserTokens } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeUserTokensCommand } from './revoke-user-tokens.command.js';

/** Revokes everything that a user holds, at all apps. */
@CommandHandler(RevokeUserTokensCommand)
export class RevokeUserTokensHandler implements ICommandHandler<RevokeUserTokensCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, userId, covers, reason }: RevokeUserTokensCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeUserTokens(org, { userId, covers, reason }),
      meta,
    );
  }
}
