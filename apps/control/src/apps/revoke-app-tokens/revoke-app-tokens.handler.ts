import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeAppTokens } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeAppTokensCommand } from './revoke-app-tokens.command.js';

/** Revokes everything that an app holds. */
@CommandHandler(RevokeAppTokensCommand)
export class RevokeAppTokensHandler implements ICommandHandler<RevokeAppTokensCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, clientId, covers, reason }: RevokeAppTokensCommand): Promise<Acceptance> {
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRevokeAppTokens(org, { clientId, covers, reason }),
      meta,
    );
  }
}
