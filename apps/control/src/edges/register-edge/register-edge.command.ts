import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';

/** The outcome of a registration. Only its answer shows the secret. */
export interface RegisteredEdge {
  readonly edgeId: string;
  readonly edgeSecret: string;
  readonly name: string;
  readonly position: { readonly generation: string; readonly offset: number };
}

/** Gives an edge a credential for the organisation's feed. */
export class RegisterEdgeCommand extends Command<RegisteredEdge> {
  constructor(
    readonly meta: CommandMeta,
    readonly name: string,
  ) {
    super();
  }
}
