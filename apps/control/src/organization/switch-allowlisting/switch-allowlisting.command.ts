import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';
import type { NotAllowlisted } from './not-allowlisted.js';

/** The outcome of switching the allowlist. */
export interface SwitchedAllowlisting {
  /** The acceptance of the switch, with the position of the last revocation; `null` for a preview. */
  readonly acceptance: Acceptance | null;
  /** The apps that lost, or would lose, what they hold. */
  readonly revoked: NotAllowlisted;
}

/** Switches API client allowlisting of an organisation on or off. */
export class SwitchAllowlistingCommand extends Command<SwitchedAllowlisting> {
  constructor(
    /** `orgId` is the organisation that is switched, not the operator's. */
    readonly meta: CommandMeta,
    readonly enabled: boolean,
    readonly reason: string | undefined,
    /** The calling app, if it belongs to the organisation that is switched; otherwise `null`. */
    readonly askingApp: string | null,
    /** Whether the command only previews what would happen. */
    readonly dryRun: boolean,
  ) {
    super();
  }
}
