import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Cancels the announced end of all app sessions. */
export class CancelSessionEndCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
