import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeOrgSettings } from '#domain';
import type { CommandMeta } from '#platform';

/** Changes settings of the organisation. A change that loosens the approval threshold needs the approval of a second person first. */
export class ChangeOrganizationSettingsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeOrgSettings,
    /** Whether a second person has approved the change. */
    readonly isApproved: boolean,
  ) {
    super();
  }
}
