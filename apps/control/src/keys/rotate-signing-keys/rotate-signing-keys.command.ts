import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';

/**
 * Gives the organisation's issuer a new signing key. `graceful`: what older keys signed stays good until it expires. `revoke`: it is
 * refused at once; refresh tokens and sessions stay.
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
