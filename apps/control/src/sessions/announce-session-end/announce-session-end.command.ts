import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Announces a time at which all app sessions of the organisation end. */
export class AnnounceSessionEndCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    /** Epoch ms. */
    readonly atMs: number,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
