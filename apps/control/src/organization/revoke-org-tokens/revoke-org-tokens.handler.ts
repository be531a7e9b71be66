import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRevokeOrgTokens } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RevokeOrgTokensCommand } from './revoke-org-tokens.command.js';

/** Revokes everything of the organisation. */
@CommandHandler(RevokeOrgTokensCommand)
export class RevokeOrgTokensHandler implements ICommandHandler<RevokeOrgTokensCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, covers, reason }: RevokeOrgTokensCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideRevokeOrgTokens(org, { covers, reason }), meta);
  }
}
