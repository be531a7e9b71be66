import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeGroup } from '#domain';
import type { CommandMeta } from '#platform';

/** Creates a group, or changes its name and members. */
export class ChangeGroupCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: Omit<ChangeGroup, 'basedOn'>,
    /** The revision that the caller saw; `null` for any revision. */
    readonly basedOn: number | null,
  ) {
    super();
  }
}
