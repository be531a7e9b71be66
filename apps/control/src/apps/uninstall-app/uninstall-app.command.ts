import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { InstallApp } from '#domain';
import type { CommandMeta } from '#platform';

/** Uninstalls an app, for everybody or for one user, which ends what it holds. */
export class UninstallAppCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly installation: InstallApp,
  ) {
    super();
  }
}
