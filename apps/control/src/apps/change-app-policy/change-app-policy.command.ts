import { Command } from '@nestjs/cqrs';
import type { Acceptance } from '#decision-log';
import type { ChangeAppPolicy } from '#domain';
import type { CommandMeta } from '#platform';

/** What came of changing an app's policy. */
export interface ChangedAppPolicy {
  readonly acceptance: Acceptance;
  /** Of what the app held; `null` where that was not asked for. */
  readonly revocation: Acceptance | null;
}

/** Replaces the policy of an app. */
export class ChangeAppPolicyCommand extends Command<ChangedAppPolicy> {
  constructor(
    readonly meta: CommandMeta,
    readonly change: ChangeAppPolicy,
    /** Whether what the app holds is revoked as well. */
    readonly applyToExisting: boolean,
  ) {
    super();
  }
}
