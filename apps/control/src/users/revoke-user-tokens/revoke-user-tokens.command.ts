import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes everything that a user holds, at all apps. */
export class RevokeUserTokensCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly userId: string,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
