import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { ChangeOrganizationSettingsCommand } from './change-organization-settings.command.js';
import { decideOwnSettings } from './own-settings.js';

/** Changes settings of the organisation. */
@CommandHandler(ChangeOrganizationSettingsCommand)
export class ChangeOrganizationSettingsHandler implements ICommandHandler<ChangeOrganizationSettingsCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, change, isApproved }: ChangeOrganizationSettingsCommand): Promise<Acceptance> {
    const { basedOn } = change;
    return this.decisions.decide(meta.orgId, (org) => decideOwnSettings(org, change, isApproved), {
      ...meta,
      basedOn,
    });
  }
}
