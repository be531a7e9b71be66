import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeGroup } from '#domain';
import type { CommandMeta } from '#platform';

/** Makes a group, or changes its name and members. */
export class ChangeGroupCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: Omit<ChangeGroup, 'basedOn'>,
    /** Revision that the caller saw; `null`: whichever. */
    readonly basedOn: number | null,
  ) {
    super();
  }
}
