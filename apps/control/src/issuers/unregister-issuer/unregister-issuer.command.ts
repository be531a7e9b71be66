import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Ends the reports of an issuer that isn't ours. */
export class UnregisterIssuerCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly iss: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
