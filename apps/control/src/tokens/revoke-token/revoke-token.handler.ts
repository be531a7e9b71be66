import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { type Decision, decideRevokeGrant, decideRevokeToken, type OrgState } from '#domain';
import { issuerOf, Runtime } from '#platform';
import { getToken } from '#read-models';
import { RevokeTokenCommand } from './revoke-token.command.js';

/**
 * Revokes one token. For a refresh token, its whole grant is revoked, and with it the access tokens that came from the refresh token
 * (RFC 7009 section 2.1). A token that the inventory doesn't know is revoked by its id alone.
 */
@CommandHandler(RevokeTokenCommand)
export class RevokeTokenHandler implements ICommandHandler<RevokeTokenCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, jti, iss, covers, reason }: RevokeTokenCommand): Promise<Acceptance> {
    const issuer = iss ?? issuerOf(this.runtime.publicUrl, meta.orgId);
    const known = await getToken(this.runtime.storage.readModels, meta.orgId, jti, issuer);
    const grantId = known?.doc.kind === 'refresh' ? known.doc.grantId : null;
    const decide = (org: OrgState): Decision | null =>
      typeof grantId === 'string'
        ? decideRevokeGrant(org, { grantId, covers, reason })
        : decideRevokeToken(org, { iss: issuer, jti, covers, reason });
    return this.decisions.decide(meta.orgId, decide, meta);
  }
}
