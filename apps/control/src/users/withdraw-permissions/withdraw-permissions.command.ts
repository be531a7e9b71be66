import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Withdraws permissions from a user. */
export class WithdrawPermissionsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly userId: string,
    readonly permissions: readonly string[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
