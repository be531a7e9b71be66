import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeOrgSettings } from '#domain';
import type { CommandMeta } from '#platform';

/** Changes settings of the organisation: looser ones, once a second person has approved it. */
export class ChangeOrganizationSettingsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeOrgSettings,
    /** Whether a second person has approved it. */
    readonly isApproved: boolean,
  ) {
    super();
  }
}
