import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Lifts the blocks of an app. What was issued before stays refused. */
export class UnblockAppCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly clientId: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
