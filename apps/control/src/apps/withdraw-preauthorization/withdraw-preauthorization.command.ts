import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { PreauthorizeUser } from '#domain';
import type { CommandMeta } from '#platform';

/** Withdraws the preauthorization of a user or a group. */
export class WithdrawPreauthorizationCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly preauthorization: PreauthorizeUser,
  ) {
    super();
  }
}
