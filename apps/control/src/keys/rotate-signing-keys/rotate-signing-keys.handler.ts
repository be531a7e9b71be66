import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { decideRotateSigningKeys } from '#domain';
import { Runtime } from '#platform';
import { RotateSigningKeysCommand } from './rotate-signing-keys.command.js';

/** Stores the new private key first, then appends the fact. A stored key signs nothing until a fact announces it. */
@CommandHandler(RotateSigningKeysCommand)
export class RotateSigningKeysHandler implements ICommandHandler<RotateSigningKeysCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  async execute({ meta, mode, reason }: RotateSigningKeysCommand): Promise<Acceptance> {
    const key = await this.runtime.issuerKeys.create(meta.orgId);
    return this.decisions.decide(
      meta.orgId,
      (org) => decideRotateSigningKeys(org, { mode, key, reason }),
      meta,
    );
  }
}
