import { Command } from '@nestjs/cqrs';
import type { ClientMetadata } from '#domain';
import type { CommandMeta } from '#platform';

/** The outcome of a registration. Only its answer shows the secret. */
export interface RegisteredApp {
  readonly clientId: string;
  /** `null` for a public client. */
  readonly clientSecret: string | null;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  readonly metadata: ClientMetadata;
  readonly position: { readonly generation: string; readonly offset: number };
}

/** Registers an app by its RFC 7591 metadata. */
export class RegisterAppCommand extends Command<RegisteredApp> {
  constructor(
    readonly meta: CommandMeta,
    readonly metadata: ClientMetadata,
    /** Scopes that the caller holds. It can't give the app a permission that it doesn't hold itself. */
    readonly callerScopes: ReadonlySet<string>,
    /** `false` registers the app without installing it. */
    readonly installed: boolean,
  ) {
    super();
  }
}
