import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideInstallApp } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { InstallAppCommand } from './install-app.command.js';

/** Installs an app, for everybody or for one user. */
@CommandHandler(InstallAppCommand)
export class InstallAppHandler implements ICommandHandler<InstallAppCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, installation }: InstallAppCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideInstallApp(org, installation), meta);
  }
}
