import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { PreauthorizeUser } from '#domain';
import type { CommandMeta } from '#platform';

/** Preauthorizes a user, or the members of a group, for an app. */
export class PreauthorizeUserCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly preauthorization: PreauthorizeUser,
  ) {
    super();
  }
}
