import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { RegisterIssuer } from '#domain';
import type { CommandMeta } from '#platform';

/** Registers a foreign issuer. */
export class RegisterIssuerCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly issuer: RegisterIssuer,
  ) {
    super();
  }
}
