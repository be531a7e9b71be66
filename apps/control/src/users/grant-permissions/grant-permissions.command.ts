import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Gives a user permissions. */
export class GrantPermissionsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly userId: string,
    readonly permissions: readonly string[],
    /** Scopes that the caller holds; it can hand on no permission beyond them. */
    readonly callerScopes: ReadonlySet<string>,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
