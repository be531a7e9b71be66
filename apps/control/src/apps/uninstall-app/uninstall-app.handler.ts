import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideUninstallApp } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { UninstallAppCommand } from './uninstall-app.command.js';

/** Uninstalls an app, for everybody or for one user. This ends what the app holds, for everybody or for that user. */
@CommandHandler(UninstallAppCommand)
export class UninstallAppHandler implements ICommandHandler<UninstallAppCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, installation }: UninstallAppCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideUninstallApp(org, installation), meta);
  }
}
