import { Command } from '@nestjs/cqrs';
import type { Acceptance, CommandMeta } from '#platform';

/** What came of switching the allowlist. */
export interface SwitchedAllowlisting {
  /** Of the switch; its position is the one of the last revocation. */
  readonly acceptance: Acceptance;
  /** Apps that aren't on the allowlist, and lost what they held. */
  readonly revokedApps: number;
}

/** Switches API client allowlisting of an organisation on or off. */
export class SwitchAllowlistingCommand extends Command<SwitchedAllowlisting> {
  constructor(
    /** `orgId` is the organisation that is switched, not the operator's. */
    readonly meta: CommandMeta,
    readonly enabled: boolean,
    readonly reason: string | undefined,
    /** The app that asks, where it is one of the organisation that is switched; `null`: it isn't. */
    readonly askingApp: string | null,
  ) {
    super();
  }
}
