import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes one access or refresh token by its id. The inventory need not know the token. */
export class RevokeTokenCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    /** `jti` of a JWT, or the id of a refresh token. */
    readonly jti: string,
    /** Issuer of the token. Default: the organisation's own. */
    readonly iss: string | undefined,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
