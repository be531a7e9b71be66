import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';

/** A registered organisation, with the credentials of its service client. Only this answer shows them. */
export interface RegisteredOrganization {
  readonly orgId: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Registers an organisation with an issuer, a signing key and a service client of its own. */
export class RegisterOrganizationCommand extends Command<RegisteredOrganization> {
  constructor(
    readonly meta: CommandMeta,
    readonly orgId: string,
    readonly name: string,
  ) {
    super();
  }
}
