import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';

/** A user as registered: the pseudonymous id that stands in tokens and facts. */
export interface RegisteredUser {
  readonly userId: string;
  readonly position: { readonly generation: string; readonly offset: number };
}

/** Registers a user that can sign in with a name and a password. */
export class RegisterUserCommand extends Command<RegisteredUser> {
  constructor(
    readonly meta: CommandMeta,
    readonly username: string,
    readonly password: string,
    readonly permissions: readonly string[],
    /** Scopes that the caller holds; it can hand on no permission beyond them. */
    readonly callerScopes: ReadonlySet<string>,
    /** Why the permissions are granted. */
    readonly reason: string | undefined,
  ) {
    super();
  }
}
