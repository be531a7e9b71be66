import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { decideRetireEdge } from '#domain';
import { type Acceptance, DecisionLog } from '#decision-log';
import { RetireEdgeCommand } from './retire-edge.command.js';

/** Ends an edge's access to the feed. */
@CommandHandler(RetireEdgeCommand)
export class RetireEdgeHandler implements ICommandHandler<RetireEdgeCommand> {
  constructor(private readonly decisions: DecisionLog) {}

  execute({ meta, edgeId }: RetireEdgeCommand): Promise<Acceptance> {
    return this.decisions.decide(meta.orgId, (org) => decideRetireEdge(org, { edgeId }), meta);
  }
}
