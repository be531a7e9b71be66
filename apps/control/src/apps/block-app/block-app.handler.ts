import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Acceptance, DecisionLog } from '#decision-log';
import { decideBlockApp } from '#domain';
import { Runtime } from '#platform';
import { BlockAppCommand } from './block-app.command.js';

/** Blocks an app: everything that it holds is refused, and it gets no tokens until it is unblocked. */
@CommandHandler(BlockAppCommand)
export class BlockAppHandler implements ICommandHandler<BlockAppCommand> {
  constructor(
    private readonly decisions: DecisionLog,
    private readonly runtime: Runtime,
  ) {}

  execute({ meta, clientId, reason }: BlockAppCommand): Promise<Acceptance> {
    const blockId = this.runtime.ambient.newId();
    return this.decisions.decide(
      meta.orgId,
      (org) => decideBlockApp(org, { clientId, blockId, reason }),
      meta,
    );
  }
}
