import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Ends one sign-in session. */
export class RevokeSessionCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly sessionId: string,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
