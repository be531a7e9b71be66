import { Command } from '@nestjs/cqrs';
import type { OrgSettings } from '#domain';
import type { Acceptance, CommandMeta } from '#platform';

/** Changes settings of the organisation. */
export class ChangeOrganizationSettingsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly settings: Partial<OrgSettings>,
    /** Revision that the caller saw; `null`: whichever. */
    readonly basedOn: number | null,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
