import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { TokenKind } from '#domain';
import type { CommandMeta } from '#platform';

/** Revokes one access or refresh token by its id, known to us or not. */
export class RevokeTokenCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    /** `jti` of a JWT, or the id of a refresh token. */
    readonly jti: string,
    /** Issuer of the token; the organisation's own one by default. */
    readonly iss: string | undefined,
    readonly covers: readonly TokenKind[],
    readonly reason: string | undefined,
  ) {
    super();
  }
}
