import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { InstallApp } from '#domain';
import type { CommandMeta } from '#platform';

/** Uninstalls an app, for everybody or for one user. This ends what the app holds, for everybody or for that user. */
export class UninstallAppCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly installation: InstallApp,
  ) {
    super();
  }
}
