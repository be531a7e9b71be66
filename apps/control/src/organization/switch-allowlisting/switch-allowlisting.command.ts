import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { CommandMeta } from '#platform';
import type { OffTheList } from './off-the-list.js';

/** What came of switching the allowlist. */
export interface SwitchedAllowlisting {
  /** Of the switch, its position the one of the last revocation; `null`: it was only looked at. */
  readonly acceptance: Acceptance | null;
  /** What lost, or would lose, what it holds. */
  readonly revoked: OffTheList;
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
    /** Whether it is only looked at. */
    readonly dryRun: boolean,
  ) {
    super();
  }
}
