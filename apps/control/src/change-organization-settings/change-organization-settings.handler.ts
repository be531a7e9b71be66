import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideChangeOrgSettings } from '#domain';
import { type Acceptance, DecisionLog, ProblemException } from '#platform';
import { ChangeOrganizationSettingsCommand } from './change-organization-settings.command.js';

/** Changes settings of the organisation, but for the one that is the platform operator's. */
@CommandHandler(ChangeOrganizationSettingsCommand)
export class ChangeOrganizationSettingsHandler implements ICommandHandler<ChangeOrganizationSettingsCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  async execute({ meta, ...change }: ChangeOrganizationSettingsCommand): Promise<Acceptance> {
    if (change.settings.apiClientAllowlisting !== undefined) {
      throw new ProblemException('FORBIDDEN', {
        detail: 'api_client_allowlisting is switched by the operator of the platform only: ask there.',
      });
    }
    const { basedOn } = change;
    return this.decisions.decide(meta.orgId, (org) => decideChangeOrgSettings(org, change), {
      ...meta,
      basedOn,
    });
  }
}
