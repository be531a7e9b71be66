import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Takes the announced end of all app sessions back. */
export class CancelSessionEndCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
