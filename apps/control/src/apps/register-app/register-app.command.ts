import { Command } from '@nestjs/cqrs';
import type { ClientMetadata } from '#domain';
import type { CommandMeta } from '#platform';

/** What a registration answers: the one time that the secret is shown. */
export interface RegisteredApp {
  readonly clientId: string;
  /** `null` for a public client. */
  readonly clientSecret: string | null;
  readonly issuedAt: number;
  readonly metadata: ClientMetadata;
  readonly position: { readonly generation: string; readonly offset: number };
}

/** Registers an app by its RFC 7591 metadata. */
export class RegisterAppCommand extends Command<RegisteredApp> {
  constructor(
    readonly meta: CommandMeta,
    readonly metadata: ClientMetadata,
    /** Scopes that the caller holds; it can hand on no permission beyond them. */
    readonly callerScopes: ReadonlySet<string>,
    /** `false`: it becomes known without being installed. */
    readonly installed: boolean,
  ) {
    super();
  }
}
