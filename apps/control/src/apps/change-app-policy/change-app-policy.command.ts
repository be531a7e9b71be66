import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeAppPolicy } from '#domain';
import type { CommandMeta } from '#platform';

/** The outcome of changing an app's policy. */
export interface ChangedAppPolicy {
  readonly acceptance: Acceptance;
  /** The revocation of what the app held; `null` if it was not asked for. */
  readonly revocation: Acceptance | null;
}

/** Replaces the policy of an app. */
export class ChangeAppPolicyCommand extends Command<ChangedAppPolicy> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeAppPolicy,
    /** Whether to revoke what the app holds as well. */
    readonly applyToExisting: boolean,
  ) {
    super();
  }
}
