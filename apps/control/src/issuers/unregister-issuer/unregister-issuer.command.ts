import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Ends the registration of a foreign issuer. It can report no more tokens. */
export class UnregisterIssuerCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly iss: string,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
