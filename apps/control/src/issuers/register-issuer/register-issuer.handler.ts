import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRegisterIssuer } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RegisterIssuerCommand } from './register-issuer.command.js';

/** Registers a foreign issuer. */
@CommandHandler(RegisterIssuerCommand)
export class RegisterIssuerHandler implements ICommandHandler<RegisterIssuerCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, issuer }: RegisterIssuerCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideRegisterIssuer(org, issuer), meta);
  }
}
