import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeUserAppTokens } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeUserAppTokensCommand } from './revoke-user-app-tokens.command.js';

/** Revokes everything that one app holds for a user. */
@CommandHandler(RevokeUserAppTokensCommand)
export class RevokeUserAppTokensHandler implements ICommandHandler<RevokeUserAppTokensCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, userId, clientId, covers, reason }: RevokeUserAppTokensCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeUserAppTokens(org, { userId, clientId, covers, reason }),
      meta,
    );
  }
}
