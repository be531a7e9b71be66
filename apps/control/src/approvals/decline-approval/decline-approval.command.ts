import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Declines an approval. The person who asked for it may do this too, and so withdraws the request. */
export class DeclineApprovalCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly approvalId: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
