import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Declines what somebody asked for, or takes back what one asked for oneself. */
export class DeclineApprovalCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly approvalId: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
