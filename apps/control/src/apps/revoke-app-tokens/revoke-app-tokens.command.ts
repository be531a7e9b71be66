import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes everything that an app holds. */
export class RevokeAppTokensCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly clientId: string,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
