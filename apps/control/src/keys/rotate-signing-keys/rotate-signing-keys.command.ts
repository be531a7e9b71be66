import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/**
 * Gives the organisation's issuer a new signing key. `graceful`: tokens that older keys signed stay valid until they expire. `revoke`:
 * these tokens are refused at once; refresh tokens and sessions stay.
 */
export class RotateSigningKeysCommand extends Command<Acceptance> {
  constructor(
    readonly meta: CommandMeta,
    readonly mode: 'graceful' | 'revoke',
    readonly reason: string | undefined,
  ) {
    super();
  }
}
