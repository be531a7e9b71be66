import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';

/** A registered user, with the pseudonymous id that tokens and facts contain. */
export interface RegisteredUser {
  readonly userId: string;
  readonly position: { readonly generation: string; readonly offset: number };
}

/** Registers a user who can sign in with a name and a password. */
export class RegisterUserCommand extends Command<RegisteredUser> {
  constructor(
    readonly meta: CommandMeta,
    readonly username: string,
    readonly password: string,
    readonly permissions: readonly string[],
    /** Scopes that the caller holds. It can't grant a permission that it doesn't hold itself. */
    readonly callerScopes: ReadonlySet<string>,
    /** Why the permissions are granted. */
    readonly reason: string | undefined,
  ) {
    super();
  }
}
