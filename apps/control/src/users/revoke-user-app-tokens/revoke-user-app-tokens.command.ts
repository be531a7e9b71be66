import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes everything that one app holds for a user. */
export class RevokeUserAppTokensCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly userId: string,
    readonly clientId: string,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
