import { Command } from '@nestjs/cqrs';
import type { ChangeOrgSettings } from '#domain';
import type { Acceptance, CommandMeta } from '#platform';

/** Changes settings of the organisation, once whoever has to has approved it. */
export class ChangeOrganizationSettingsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeOrgSettings,
  ) {
    super();
  }
}
