import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/** Grants permissions to a user. */
export class GrantPermissionsCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly userId: string,
    readonly permissions: readonly string[],
    /** Scopes that the caller holds. It can't grant a permission that it doesn't hold itself. */
    readonly callerScopes: ReadonlySet<string>,
    readonly reason: string | undefined,
  ) {
    super();
  }
}
