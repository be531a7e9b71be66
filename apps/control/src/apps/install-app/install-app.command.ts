import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { InstallApp } from '#domain';
import type { CommandMeta } from '#platform';

/** Installs an app, for everybody or for one user. */
export class InstallAppCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly installation: InstallApp,
  ) {
    super();
  }
}
