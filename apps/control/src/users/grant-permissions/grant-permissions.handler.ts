import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideGrantRole } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { requireHeld } from '../chosen-permissions.js';
import { GrantPermissionsCommand } from './grant-permissions.command.js';

/** Grants a user permissions that the caller holds itself. */
@CommandHandler(GrantPermissionsCommand)
export class GrantPermissionsHandler implements ICommandHandler<GrantPermissionsCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  async execute(command: GrantPermissionsCommand): Promise<Acceptance> {
    const { meta, userId, permissions, callerScopes, reason } = command;
    requireHeld(permissions, callerScopes);
    const grant = { userId, permissions, reason };
    return this.decisions.decide(meta.orgId, (org) => decideGrantRole(org, grant), meta);
  }
}
