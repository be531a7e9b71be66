import { Command } from '@nestjs/cqrs';
import type { CommandMeta } from '#platform';

/** What a registration answers: the one time that the secret is shown. */
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
