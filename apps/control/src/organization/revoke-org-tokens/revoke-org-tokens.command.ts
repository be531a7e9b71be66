import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes everything of the organisation. */
export class RevokeOrgTokensCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
