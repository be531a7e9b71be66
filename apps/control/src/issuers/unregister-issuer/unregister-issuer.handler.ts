import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideUnregisterIssuer } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { UnregisterIssuerCommand } from './unregister-issuer.command.js';

/** Ends the registration of a foreign issuer. It can report no more tokens. */
@CommandHandler(UnregisterIssuerCommand)
export class UnregisterIssuerHandler implements ICommandHandler<UnregisterIssuerCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, iss, reason }: UnregisterIssuerCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideUnregisterIssuer(org, { iss, reason }), meta);
  }
}
