import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes one grant and the tokens that came from it. */
export class RevokeGrantCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly grantId: string,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
