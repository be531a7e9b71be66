import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Blocks an app: everything that it holds is refused, and it gets no tokens until it is unblocked. */
export class BlockAppCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly clientId: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
