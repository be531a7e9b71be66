import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Ends an edge's access to the feed. */
export class RetireEdgeCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly edgeId: string,
  ) {
    super();
  }
}
